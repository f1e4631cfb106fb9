package dev.traqo.agent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.jar.asm.TypePath;
import org.jspecify.annotations.Nullable;

/**
 * Puts code around the body of a method: where it begins, at every return and at the exception that leaves it.
 *
 * <p>What begins leaves one object in a local variable of its own, directly behind the parameters; behind it the result
 * or the exception is kept; all others move up. Nothing else of the method changes, and no member is added to the class,
 * so a class that is already loaded may be woven as well. The code at a return has no branch: what lies on the stack
 * below the result is unknown there, so there must not be a stack map frame.
 *
 * <p>Whatever our code throws is dropped: the method begins, returns and fails as if nothing stood around it.
 *
 * <p>Needs expanded frames ({@code ClassReader.EXPAND_FRAMES}).
 */
abstract class Bracket extends MethodVisitor {

    static final String THROWABLE = "java/lang/Throwable";
    private static final int MOST_VARIABLES = 0xFFFF;

    private final boolean frames;
    private final List<Object> parameters;
    private final String heldType;
    private final Type result;
    private final Label begun = new Label();
    private final Label start = new Label();
    private final Label end = new Label();
    private final Label notBegun = new Label();
    private final Label notReturned = new Label();
    private final Label notThrown = new Label();

    /** Exception handlers: ours come before the method's own, whose {@code try} our code at a return may stand in. */
    private final List<Handler> ours = new ArrayList<>();

    private final List<Handler> own = new ArrayList<>();

    /** Index of the local variable that is ours. */
    private final int held;

    /** By how much the method's own local variables move up. */
    private final int shift;

    private boolean returns;

    private record Handler(
            Label start, Label end, Label code, @Nullable String type) {}

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
        this.held = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - ((access & Opcodes.ACC_STATIC) != 0 ? 1 : 0);
        this.result = Type.getReturnType(descriptor);
        this.shift = 1 + Math.max(1, result.getSize());
    }

    /** What the local variables are when a method begins. */
    static List<Object> parameters(String owner, int access, String descriptor) {
        List<Object> types = new ArrayList<>();
        if ((access & Opcodes.ACC_STATIC) == 0) {
            types.add(owner);
        }
        for (Type type : Type.getArgumentTypes(descriptor)) {
            types.add(inFrame(type));
        }
        return types;
    }

    private static Object inFrame(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Opcodes.INTEGER;
            case Type.LONG -> Opcodes.LONG;
            case Type.FLOAT -> Opcodes.FLOAT;
            case Type.DOUBLE -> Opcodes.DOUBLE;
            default -> type.getInternalName();
        };
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
        Label from = here();
        begin(begun);
        guard(from, notBegun);
        super.visitLabel(begun);
        frame(parameters, List.of());
        super.visitInsn(Opcodes.NOP); // the body may begin with a frame of its own, which needs another place
        super.visitLabel(start);
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            if (opcode != Opcodes.RETURN) {
                super.visitVarInsn(result.getOpcode(Opcodes.ISTORE), held + 1);
                super.visitVarInsn(result.getOpcode(Opcodes.ILOAD), held + 1);
            }
            Label from = here();
            returned();
            guard(from, notReturned);
            returns = true;
        }
        super.visitInsn(opcode);
    }

    private Label here() {
        Label label = new Label();
        super.visitLabel(label);
        return label;
    }

    private void guard(Label from, Label otherwise) {
        ours.add(new Handler(from, here(), otherwise, null));
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
        own.add(new Handler(start, end, handler, type));
    }

    /** Left out: it names a handler by its number, which changes. Nothing can read it when the program runs. */
    @Override
    public @Nullable AnnotationVisitor visitTryCatchAnnotation(
            int typeRef, @Nullable TypePath typePath, String descriptor, boolean visible) {
        return null;
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        own.add(new Handler(start, end, end, null)); // the last one: the method's own come first
        super.visitLabel(end);
        frame(unknown(), List.of(THROWABLE));
        super.visitVarInsn(Opcodes.ASTORE, held + 1);
        super.visitVarInsn(Opcodes.ALOAD, held + 1);
        Label from = here();
        thrown();
        guard(from, notThrown);
        super.visitInsn(Opcodes.ATHROW);
        otherwise();
        own.addAll(0, ours);
        for (Handler handler : own) {
            super.visitTryCatchBlock(handler.start, handler.end, handler.code, handler.type);
        }
        super.visitMaxs(maxStack, maxLocals + shift);
    }

    /** Where our code has failed. */
    private void otherwise() {
        super.visitLabel(notBegun);
        frame(parameters, List.of(THROWABLE));
        super.visitInsn(Opcodes.POP);
        super.visitJumpInsn(Opcodes.GOTO, begun);
        super.visitLabel(notThrown);
        frame(unknown(), List.of(THROWABLE), THROWABLE);
        super.visitInsn(Opcodes.POP);
        super.visitVarInsn(Opcodes.ALOAD, held + 1);
        super.visitInsn(Opcodes.ATHROW);
        if (!returns) {
            return;
        }
        super.visitLabel(notReturned);
        if (result.getSort() == Type.VOID) {
            frame(unknown(), List.of(THROWABLE));
            super.visitInsn(Opcodes.POP);
        } else {
            frame(unknown(), List.of(THROWABLE), inFrame(result));
            super.visitInsn(Opcodes.POP);
            super.visitVarInsn(result.getOpcode(Opcodes.ILOAD), held + 1);
        }
        super.visitInsn(result.getOpcode(Opcodes.IRETURN));
    }

    private List<Object> unknown() {
        return Collections.nCopies(held, Opcodes.TOP);
    }

    private void frame(List<Object> locals, List<Object> stack, Object... kept) {
        if (frames) {
            List<Object> all = new ArrayList<>(locals);
            all.add(heldType);
            all.addAll(List.of(kept));
            super.visitFrame(Opcodes.F_NEW, all.size(), all.toArray(), stack.size(), stack.toArray());
        }
    }

    @Override
    public void visitFrame(
            int type,
            int locals,
            @Nullable Object @Nullable [] local,
            int stacked,
            @Nullable Object @Nullable [] stack) {
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
        if (next < locals) {
            all.addAll(Collections.nCopies(shift - 1, Opcodes.TOP));
        }
        for (; next < locals && local != null; next++) {
            all.add(local[next]);
        }
        super.visitFrame(type, all.size(), all.toArray(), stacked, stack);
    }

    private int moved(int variable) {
        if (variable + shift >= MOST_VARIABLES) {
            throw new IllegalStateException("a method has too many local variables");
        }
        return variable < held ? variable : variable + shift;
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
        if (variable == held - 1 && isWide(opcode)) {
            throw new IllegalStateException("a method keeps a value partly in its last parameter");
        }
        super.visitVarInsn(opcode, moved(variable));
    }

    private static boolean isWide(int opcode) {
        return opcode == Opcodes.LLOAD
                || opcode == Opcodes.DLOAD
                || opcode == Opcodes.LSTORE
                || opcode == Opcodes.DSTORE;
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
    public @Nullable AnnotationVisitor visitLocalVariableAnnotation(
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
