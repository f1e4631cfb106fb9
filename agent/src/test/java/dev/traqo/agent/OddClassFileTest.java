package dev.traqo.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodTooLargeException;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Class files as no current Java compiler writes them. */
class OddClassFileTest {

    private static final String NAME = "dev.traqo.odd.Odd";

    @TempDir
    Path folder;

    static IntStream versions() {
        return IntStream.rangeClosed(49, 44 + Runtime.version().feature());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyVersion(int version) throws Exception {
        byte[] odd = odd(version, "(I)I", OddClassFileTest::countDown);
        assertThat(calls(odd, 5)).isEqualTo(0);
    }

    /** Begins with the head of a loop: a frame stands at the very first instruction. */
    private static void countDown(MethodVisitor method) {
        Label head = new Label();
        Label end = new Label();
        method.visitLabel(head);
        method.visitFrame(Opcodes.F_NEW, 1, new Object[] {Opcodes.INTEGER}, 0, new Object[0]);
        method.visitVarInsn(Opcodes.ILOAD, 0);
        method.visitJumpInsn(Opcodes.IFEQ, end);
        method.visitIincInsn(0, -1);
        method.visitJumpInsn(Opcodes.GOTO, head);
        method.visitLabel(end);
        method.visitFrame(Opcodes.F_NEW, 1, new Object[] {Opcodes.INTEGER}, 0, new Object[0]);
        method.visitVarInsn(Opcodes.ILOAD, 0);
        method.visitInsn(Opcodes.IRETURN);
    }

    @Test
    void version50WithoutFrames() throws Exception {
        byte[] odd = odd(50, "(I)I", method -> {
            Label end = new Label();
            method.visitVarInsn(Opcodes.ILOAD, 0);
            method.visitJumpInsn(Opcodes.IFEQ, end);
            method.visitIincInsn(0, -1);
            method.visitLabel(end);
            method.visitVarInsn(Opcodes.ILOAD, 0);
            method.visitInsn(Opcodes.IRETURN);
        });
        assertThat(calls(odd, 5)).isEqualTo(4);
    }

    /** What {@code finally} was before Java 6. */
    @Test
    void subroutine() throws Exception {
        byte[] odd = odd(49, "(I)I", method -> {
            Label subroutine = new Label();
            method.visitJumpInsn(Opcodes.JSR, subroutine);
            method.visitVarInsn(Opcodes.ILOAD, 0);
            method.visitInsn(Opcodes.IRETURN);
            method.visitLabel(subroutine);
            method.visitVarInsn(Opcodes.ASTORE, 1);
            method.visitIincInsn(0, 2);
            method.visitVarInsn(Opcodes.RET, 1);
        });
        assertThat(calls(odd, 5)).isEqualTo(7);
    }

    @Test
    void parameterIsForgottenInAFrame() throws Exception {
        byte[] odd = odd(61, "(JLjava/lang/String;I)I", method -> {
            Label end = new Label();
            method.visitInsn(Opcodes.ICONST_5);
            method.visitVarInsn(Opcodes.ISTORE, 4);
            method.visitVarInsn(Opcodes.ILOAD, 3);
            method.visitJumpInsn(Opcodes.IFEQ, end);
            method.visitIincInsn(4, 1);
            method.visitLabel(end);
            Object[] locals = {Opcodes.TOP, Opcodes.TOP, Opcodes.TOP, Opcodes.INTEGER, Opcodes.INTEGER};
            method.visitFrame(Opcodes.F_NEW, 5, locals, 0, new Object[0]);
            method.visitVarInsn(Opcodes.ILOAD, 4);
            method.visitInsn(Opcodes.IRETURN);
        });
        assertThat(calls(odd, 1L, "x", 1)).isEqualTo(6);
    }

    @Test
    void parametersAreCutOffInAFrame() throws Exception {
        byte[] odd = odd(61, "(JLjava/lang/String;I)I", method -> {
            Label end = new Label();
            method.visitVarInsn(Opcodes.ILOAD, 3);
            method.visitJumpInsn(Opcodes.IFEQ, end);
            method.visitInsn(Opcodes.LCONST_1);
            method.visitVarInsn(Opcodes.LSTORE, 0);
            method.visitLabel(end);
            method.visitFrame(Opcodes.F_NEW, 1, new Object[] {Opcodes.LONG}, 0, new Object[0]);
            method.visitVarInsn(Opcodes.LLOAD, 0);
            method.visitInsn(Opcodes.L2I);
            method.visitInsn(Opcodes.IRETURN);
        });
        assertThat(call(odd, true, 7L, "x", 1)).isEqualTo(1);
        assertThat(calls(odd, 7L, "x", 0)).isEqualTo(7);
    }

    @Test
    void parameterHoldsAnotherType() throws Exception {
        byte[] odd = odd(61, "(Ljava/lang/String;I)I", method -> {
            Label end = new Label();
            method.visitVarInsn(Opcodes.ILOAD, 1);
            method.visitVarInsn(Opcodes.ISTORE, 0);
            method.visitLdcInsn("text");
            method.visitVarInsn(Opcodes.ASTORE, 1);
            method.visitVarInsn(Opcodes.ILOAD, 0);
            method.visitJumpInsn(Opcodes.IFNE, end);
            method.visitIincInsn(0, 3);
            method.visitLabel(end);
            method.visitFrame(Opcodes.F_NEW, 2, new Object[] {Opcodes.INTEGER, "java/lang/String"}, 0, new Object[0]);
            method.visitVarInsn(Opcodes.ILOAD, 0);
            method.visitInsn(Opcodes.IRETURN);
        });
        assertThat(calls(odd, "x", 0)).isEqualTo(3);
    }

    @Test
    void wideValueAcrossTheLastParameter_isRefused() {
        byte[] odd = odd(61, "(I)I", method -> {
            method.visitInsn(Opcodes.LCONST_1);
            method.visitVarInsn(Opcodes.LSTORE, 0);
            method.visitVarInsn(Opcodes.LLOAD, 0);
            method.visitInsn(Opcodes.L2I);
            method.visitInsn(Opcodes.IRETURN);
        });
        assertThatThrownBy(() -> Weaving.woven(odd)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 300, 65_000})
    void localVariablesFarOut(int variable) throws Exception {
        byte[] odd = odd(61, "(I)I", method -> {
            method.visitVarInsn(Opcodes.ILOAD, 0);
            method.visitVarInsn(Opcodes.ISTORE, variable);
            method.visitIincInsn(variable, 3);
            method.visitVarInsn(Opcodes.ILOAD, variable);
            method.visitInsn(Opcodes.IRETURN);
        });
        assertThat(calls(odd, 4)).isEqualTo(7);
    }

    @Test
    void lastLocalVariable_isRefused() {
        byte[] odd = odd(61, "(I)I", method -> {
            method.visitVarInsn(Opcodes.ILOAD, 0);
            method.visitVarInsn(Opcodes.ISTORE, 65_534);
            method.visitVarInsn(Opcodes.ILOAD, 65_534);
            method.visitInsn(Opcodes.IRETURN);
        });
        assertThatThrownBy(() -> Weaving.woven(odd)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void valuesBelowTheResult() throws Exception {
        byte[] odd = odd(61, "(I)I", method -> {
            method.visitInsn(Opcodes.LCONST_1);
            method.visitLdcInsn("left behind");
            method.visitTypeInsn(Opcodes.NEW, "java/lang/Object");
            method.visitVarInsn(Opcodes.ILOAD, 0);
            method.visitInsn(Opcodes.IRETURN);
        });
        assertThat(calls(odd, 4)).isEqualTo(4);
    }

    @Test
    void largeMethod() throws Exception {
        assertThat(calls(odd(61, "(I)I", method -> grow(method, 65_000)), 1)).isEqualTo(1);
        assertThatThrownBy(() -> Weaving.woven(odd(61, "(I)I", method -> grow(method, 65_530))))
                .isInstanceOf(MethodTooLargeException.class);
    }

    private static void grow(MethodVisitor method, int bytes) {
        for (int i = 0; i < bytes; i++) {
            method.visitInsn(Opcodes.NOP);
        }
        method.visitVarInsn(Opcodes.ILOAD, 0);
        method.visitInsn(Opcodes.IRETURN);
    }

    /** A jump over more than 32 KB, which weaving makes wide, and a frame inside. */
    @Test
    void longJump() throws Exception {
        byte[] odd = odd(61, "(I)I", method -> {
            Label end = new Label();
            method.visitVarInsn(Opcodes.ILOAD, 0);
            method.visitJumpInsn(Opcodes.IFEQ, end);
            for (int i = 0; i < 32_763; i++) {
                method.visitInsn(Opcodes.NOP);
            }
            method.visitLabel(end);
            method.visitFrame(Opcodes.F_NEW, 1, new Object[] {Opcodes.INTEGER}, 0, new Object[0]);
            method.visitVarInsn(Opcodes.ILOAD, 0);
            method.visitInsn(Opcodes.IRETURN);
        });
        assertThat(calls(odd, 3)).isEqualTo(3);
    }

    /** Calls it plain, woven, and woven inside a trace. */
    private Object calls(byte[] classFile, Object... arguments) throws Exception {
        Object plain = call(classFile, false, arguments);
        assertThat(call(classFile, true, arguments)).isEqualTo(plain);
        Recorded recorded = Recorded.of(folder, () -> {
            assertThat(call(classFile, true, arguments)).isEqualTo(plain);
            return null;
        });
        assertThat(recorded.spans()).extracting(Object::toString).containsExactly("odd=" + plain);
        return plain;
    }

    private static Object call(byte[] classFile, boolean woven, Object... arguments) throws Exception {
        Class<?> type = new Weaving(NAME, woven).define(NAME, classFile);
        return type.getMethods()[0].invoke(null, arguments);
    }

    private static byte[] odd(int version, String descriptor, Consumer<MethodVisitor> body) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(
                version,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER,
                NAME.replace('.', '/'),
                null,
                "java/lang/Object",
                null);
        MethodVisitor method =
                writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "odd", descriptor, null, null);
        method.visitAnnotation(TraceScan.TRACE, true).visitEnd();
        method.visitCode();
        body.accept(version < 50 ? withoutFrames(method) : method);
        method.visitMaxs(0, 0);
        method.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static MethodVisitor withoutFrames(MethodVisitor next) {
        return new MethodVisitor(Opcodes.ASM9, next) {
            @Override
            public void visitFrame(int type, int locals, Object[] local, int stacked, Object[] stack) {}
        };
    }
}
