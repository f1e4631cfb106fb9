package dev.traqo.agent;

import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** Whether an application's library has all that woven code calls: it may be of another version than the agent. */
final class CallScan extends ClassVisitor {

    private static final int WANTED = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;

    private final Set<String> missing = new HashSet<>(TraceBracket.members());

    private CallScan() {
        super(Opcodes.ASM9);
    }

    /** @param classFile of {@link TraceBracket#CALL} */
    static boolean fits(byte[] classFile) {
        CallScan scan = new CallScan();
        new ClassReader(classFile).accept(scan, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        return scan.missing.isEmpty();
    }

    @Override
    public @Nullable FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        found(access, name + descriptor);
        return null;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        found(access, name + descriptor);
        return null;
    }

    private void found(int access, String member) {
        if ((access & WANTED) == WANTED) {
            missing.remove(member);
        }
    }
}
