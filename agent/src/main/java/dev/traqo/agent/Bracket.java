package dev.traqo.agent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.jar.asm.TypePath;
import org.jspecify.annotations.Nullable;

/**
 * Puts code around the body of a method: where it begins, at every return and at the exception that leaves it.
 *
 * <p>What begins leaves one object in a local variable of its own, directly behind the parameters; all others move up by
 * one. Nothing else of the method changes, and no member is added to the class, so a class that is already loaded may be
 * woven as well. The code at a return has no branch: what lies on the stack below the result is unknown there, so there
 * must not be a stack map frame.
 *
 * <p>Needs expanded frames ({@code ClassReader.EXPAND_FRAMES}).
 */
abstract class Bracket extends MethodVisitor {

    private final boolean frames;
    private final List<Object> parameters;
    private final String heldType;
    private final Label start = new Label();
    private final Label end = new Label();

    /** Index of the local variable that is ours. */
    final int held;

    /**
     * @param version of the class file; before 50 there are no frames
     * @param owner the class, by internal name
     * @param heldType of the object that {@link #begin} stores, by internal name
     */
    Bracket(MethodVisitor next, int version, String owner, int access, String descriptor, String heldType) {
        super(Opcodes.ASM9, next);
        this.frames = (version & 0xFFFF) >= Opcodes.V1_6;
        this.parameters = parameters(owner, access, descriptor);
        this.heldType = heldType;
        this.held = (Type.getArgumentsAndReturnSizes(descriptor) >> 2)
                - ((access & Opcodes.ACC_STATIC) != 0 ? 1 : 0);
    }

    private static List<Object> parameters(String owner, int access, String descriptor) {
        List<Object> types = new ArrayList<>();
        if ((access & Opcodes.ACC_STATIC) == 0) {
            types.add(owner);
        }
        for (Type type : Type.getArgumentTypes(descriptor)) {
            types.add(
                    switch (type.getSort()) {
                        case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Opcodes.INTEGER;
                        case Type.LONG -> Opcodes.LONG;
                        case Type.FLOAT -> Opcodes.FLOAT;
                        case Type.DOUBLE -> Opcodes.DOUBLE;
                        default -> type.getInternalName();
                    });
        }
        return types;
    }

    /** Where the method begins: leaves an object in {@link #held}, which holds null. May jump to {@code begun}. */
    abstract void begin(Label begun);

    /** Before a return: the result, if any, is on top of the stack and must be afterwards. */
    abstract void returned();

    /** Where an exception leaves the method: it is on the stack and must be afterwards. */
    abstract void thrown();

    @Override
    public void visitCode() {
        super.visitCode();
        super.visitInsn(Opcodes.ACONST_NULL);
        super.visitVarInsn(Opcodes.ASTORE, held);
        Label begun = new Label();
        begin(begun);
        super.visitLabel(begun);
        frame(parameters, List.of());
        super.visitInsn(Opcodes.NOP); // the body may begin with a frame of its own, which needs another place
        super.visitLabel(start);
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            returned();
        }
        super.visitInsn(opcode);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        super.visitTryCatchBlock(start, end, end, null); // the last one: the method's own come first
        super.visitLabel(end);
        frame(Collections.nCopies(held, Opcodes.TOP), List.of("java/lang/Throwable"));
        thrown();
        super.visitInsn(Opcodes.ATHROW);
        super.visitMaxs(maxStack, maxLocals + 1);
    }

    private void frame(List<Object> locals, List<Object> stack) {
        if (frames) {
            List<Object> all = new ArrayList<>(locals);
            all.add(heldType);
            super.visitFrame(Opcodes.F_NEW, all.size(), all.toArray(), stack.size(), stack.toArray());
        }
    }

    @Override
    public void visitFrame(
            int type, int locals, @Nullable Object @Nullable [] local, int stacked, @Nullable Object @Nullable [] stack) {
        if (type != Opcodes.F_NEW) {
            throw new IllegalStateException("frames are not expanded");
        }
        List<@Nullable Object> all = new ArrayList<>(locals + 1);
        int slots = 0;
        int next = 0;
        while (slots < held) {
            Object item = next < locals && local != null ? local[next] : Opcodes.TOP;
            next++;
            all.add(item);
            slots += item == Opcodes.LONG || item == Opcodes.DOUBLE ? 2 : 1;
        }
        all.add(heldType);
        for (; next < locals && local != null; next++) {
            all.add(local[next]);
        }
        super.visitFrame(type, all.size(), all.toArray(), stacked, stack);
    }

    private int moved(int variable) {
        return variable < held ? variable : variable + 1;
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
        super.visitVarInsn(opcode, moved(variable));
    }

    @Override
    public void visitIincInsn(int variable, int increment) {
        super.visitIincInsn(moved(variable), increment);
    }

    @Override
    public void visitLocalVariable(
            String name, String descriptor, @Nullable String signature, Label start, Label end, int index) {
        super.visitLocalVariable(name, descriptor, signature, start, end, moved(index));
    }

    @Override
    public net.bytebuddy.jar.asm.@Nullable AnnotationVisitor visitLocalVariableAnnotation(
            int typeRef,
            @Nullable TypePath typePath,
            Label[] start,
            Label[] end,
            int[] index,
            String descriptor,
            boolean visible) {
        int[] moved = index.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = moved(moved[i]);
        }
        return super.visitLocalVariableAnnotation(typeRef, typePath, start, end, moved, descriptor, visible);
    }

    // ---- writing, past the renumbering ----------------------------------------------------------------------------

    final void load(int opcode, int variable) {
        super.visitVarInsn(opcode, variable);
    }

    final void keep() {
        super.visitVarInsn(Opcodes.ASTORE, held);
    }

    final void loadHeld() {
        super.visitVarInsn(Opcodes.ALOAD, held);
    }

    final void plain(int opcode) {
        super.visitInsn(opcode);
    }

    final void invoke(String owner, String name, String descriptor) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }
}
