package dev.traqo.agent;

import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** Weaves the methods of a class that {@link TraceScan} found. */
final class TraceVisitor extends ClassVisitor {

    private final Set<String> methods;
    private int version;
    private String owner = "";
    private boolean marked;

    /** @param methods each its name followed by its descriptor */
    TraceVisitor(ClassVisitor next, Set<String> methods) {
        super(Opcodes.ASM9, next);
        this.methods = methods;
    }

    /** Here, so that looking at classes does not load what weaves them. */
    static byte[] woven(ClassReader reader, TraceScan scan) {
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new TraceVisitor(writer, scan.methods()), ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            @Nullable String superName,
            String @Nullable [] interfaces) {
        this.version = version;
        this.owner = name;
        super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        if (!marked) {
            marked = true;
            super.visitAnnotation(TraceScan.WOVEN, false).visitEnd();
        }
        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
        if (next == null || !methods.contains(name + descriptor)) {
            return next;
        }
        return new TraceBracket(next, version, owner, access, name, descriptor);
    }
}
