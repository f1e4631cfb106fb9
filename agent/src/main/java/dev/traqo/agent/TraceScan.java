package dev.traqo.agent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** What is to be woven in a class, and what cannot be. */
final class TraceScan extends ClassVisitor {

    static final String TRACE = "Ldev/traqo/Trace;";
    static final String WOVEN = "Ldev/traqo/weave/Woven;";

    private static final String CONTINUATION = "Lkotlin/coroutines/Continuation;)";

    private final Set<String> methods = new LinkedHashSet<>();
    private final List<String> remarks = new ArrayList<>();
    private String type = "";
    private boolean woven;
    private boolean tooOld;

    private TraceScan() {
        super(Opcodes.ASM9);
    }

    static TraceScan of(ClassReader reader) {
        TraceScan scan = new TraceScan();
        reader.accept(scan, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return scan;
    }

    /** Methods to be woven, each its name followed by its descriptor. Empty if the class is woven already. */
    Set<String> methods() {
        return woven ? Set.of() : methods;
    }

    boolean isWoven() {
        return woven;
    }

    /** One line for each annotated method that cannot be woven. */
    List<String> remarks() {
        return woven ? List.of() : remarks;
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            @Nullable String superName,
            String @Nullable [] interfaces) {
        type = name.replace('/', '.');
        tooOld = (version & 0xFFFF) < Opcodes.V1_5;
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        woven |= descriptor.equals(WOVEN);
        return null;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        // a bridge carries the annotations of the method that it calls
        if ((access & (Opcodes.ACC_BRIDGE | Opcodes.ACC_SYNTHETIC)) != 0) {
            return null;
        }
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public @Nullable AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                if (annotation.equals(TRACE)) {
                    found(access, name, descriptor);
                }
                return null;
            }
        };
    }

    private void found(int access, String name, String descriptor) {
        if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
            remarks.add(type + "." + name + " has @Trace but no body: put it on the implementation");
        } else if (descriptor.contains(CONTINUATION)) {
            remarks.add(type + "." + name + " is a Kotlin suspend function, which @Trace does not support: it runs "
                    + "untraced; use tracer.span(…) inside it");
        } else if (tooOld) {
            remarks.add(type + "." + name + " runs untraced: its class file is older than Java 5; compile it again");
        } else {
            methods.add(name + descriptor);
        }
    }
}
