package dev.traqo.agent;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** Calls of the carrier before the first instruction of a method. What they throw is dropped. */
abstract class Prelude extends MethodVisitor {

    private final Object[] parameters;
    private final Label start = new Label();
    private final Label end = new Label();
    private boolean calls;

    Prelude(MethodVisitor next, String owner, int access, String descriptor) {
        super(Opcodes.ASM9, next);
        parameters = Bracket.parameters(owner, access, descriptor).toArray();
    }

    /** Writes the calls, if any. No branches, no local variables. */
    abstract void first();

    @Override
    public void visitCode() {
        super.visitCode();
        super.visitLabel(start);
        first();
        super.visitLabel(end);
        if (calls) {
            super.visitFrame(Opcodes.F_NEW, parameters.length, parameters, 0, new Object[0]);
            super.visitInsn(Opcodes.NOP); // the method may begin with a frame of its own, which needs another place
        }
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        if (calls) {
            Label failed = new Label();
            super.visitTryCatchBlock(start, end, failed, null);
            super.visitLabel(failed);
            super.visitFrame(Opcodes.F_NEW, parameters.length, parameters, 1, new Object[] {Bracket.THROWABLE});
            super.visitInsn(Opcodes.POP);
            super.visitJumpInsn(Opcodes.GOTO, end);
        }
        super.visitMaxs(maxStack, maxLocals);
    }

    final void replace(int slot, String name, String descriptor) {
        load(slot);
        invoke(name, descriptor);
        store(slot);
    }

    final void load(int slot) {
        super.visitVarInsn(Opcodes.ALOAD, slot);
    }

    final void store(int slot) {
        super.visitVarInsn(Opcodes.ASTORE, slot);
    }

    final void invoke(String name, String descriptor) {
        calls = true;
        super.visitMethodInsn(Opcodes.INVOKESTATIC, Carriers.CARRIER, name, descriptor, false);
    }
}
