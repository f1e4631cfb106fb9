package dev.traqo.agent;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * What stands around a {@code @Trace} method:
 *
 * <pre>{@code
 * TracedCall call = null;
 * if (TracedCall.active != 0) {
 *     call = TracedCall.enter(Owner.class, "name(java.lang.String,int)", new Object[] {text, count});
 * }
 * try {
 *     …
 *     return (Result) TracedCall.returned(result, call);
 * } catch (Throwable e) {
 *     TracedCall.thrown(e, call);
 *     throw e;
 * }
 * }</pre>
 */
final class TraceBracket extends Bracket {

    static final String CALL = "dev/traqo/weave/TracedCall";

    private static final String ACTIVE = "active";
    private static final String ENTER = "enter";
    private static final String RETURNED = "returned";
    private static final String THROWN = "thrown";
    private static final String OF_CALL = "L" + CALL + ";";
    private static final String OBJECT = "java/lang/Object";
    private static final String ENTERS = "(Ljava/lang/Class;Ljava/lang/String;[Ljava/lang/Object;)" + OF_CALL;
    private static final String RETURNS_OBJECT = "(Ljava/lang/Object;" + OF_CALL + ")Ljava/lang/Object;";
    private static final String RETURNS_NOTHING = "(" + OF_CALL + ")V";
    private static final String THROWS = "(Ljava/lang/Throwable;" + OF_CALL + ")V";

    private final Type owner;
    private final boolean isStatic;
    private final String id;
    private final Type[] arguments;
    private final Type result;

    TraceBracket(MethodVisitor next, int version, String owner, int access, String name, String descriptor) {
        super(next, version, owner, access, descriptor, CALL);
        this.owner = Type.getObjectType(owner);
        this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
        this.arguments = Type.getArgumentTypes(descriptor);
        this.result = Type.getReturnType(descriptor);
        this.id = id(name, arguments);
    }

    /** What woven code needs of {@link #CALL}, each its name followed by its descriptor. */
    static List<String> members() {
        List<String> members = new ArrayList<>(List.of(
                ACTIVE + "I", ENTER + ENTERS, THROWN + THROWS, RETURNED + RETURNS_NOTHING, RETURNED + RETURNS_OBJECT));
        for (String type : List.of("Z", "B", "C", "S", "I", "J", "F", "D")) {
            members.add(RETURNED + returns(type));
        }
        return members;
    }

    private static String returns(String primitive) {
        return "(" + primitive + OF_CALL + ")" + primitive;
    }

    /** As {@code Class.getName} names the types, so that the runtime finds the method again: {@code find(int,[I)}. */
    private static String id(String name, Type[] arguments) {
        StringBuilder id = new StringBuilder(name).append('(');
        for (int i = 0; i < arguments.length; i++) {
            Type type = arguments[i];
            boolean array = type.getSort() == Type.ARRAY;
            id.append(i == 0 ? "" : ",");
            id.append(array ? type.getDescriptor().replace('/', '.') : type.getClassName());
        }
        return id.append(')').toString();
    }

    @Override
    void begin(Label begun) {
        super.visitFieldInsn(Opcodes.GETSTATIC, CALL, ACTIVE, "I");
        super.visitJumpInsn(Opcodes.IFEQ, begun);
        super.visitLdcInsn(owner);
        super.visitLdcInsn(id);
        number(arguments.length);
        super.visitTypeInsn(Opcodes.ANEWARRAY, OBJECT);
        int slot = isStatic ? 0 : 1;
        for (int i = 0; i < arguments.length; i++) {
            plain(Opcodes.DUP);
            number(i);
            load(arguments[i].getOpcode(Opcodes.ILOAD), slot);
            box(arguments[i]);
            plain(Opcodes.AASTORE);
            slot += arguments[i].getSize();
        }
        invoke(CALL, ENTER, ENTERS);
        keep();
    }

    private void number(int value) {
        if (value <= 5) {
            plain(Opcodes.ICONST_0 + value);
        } else {
            super.visitIntInsn(Opcodes.SIPUSH, value); // a method has 255 parameters at most
        }
    }

    private void box(Type type) {
        switch (type.getSort()) {
            case Type.BOOLEAN -> invoke("java/lang/Boolean", "valueOf", "(Z)Ljava/lang/Boolean;");
            case Type.BYTE -> invoke("java/lang/Byte", "valueOf", "(B)Ljava/lang/Byte;");
            case Type.CHAR -> invoke("java/lang/Character", "valueOf", "(C)Ljava/lang/Character;");
            case Type.SHORT -> invoke("java/lang/Short", "valueOf", "(S)Ljava/lang/Short;");
            case Type.INT -> invoke("java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;");
            case Type.LONG -> invoke("java/lang/Long", "valueOf", "(J)Ljava/lang/Long;");
            case Type.FLOAT -> invoke("java/lang/Float", "valueOf", "(F)Ljava/lang/Float;");
            case Type.DOUBLE -> invoke("java/lang/Double", "valueOf", "(D)Ljava/lang/Double;");
            default -> {}
        }
    }

    @Override
    void returned() {
        loadHeld();
        switch (result.getSort()) {
            case Type.VOID -> invoke(CALL, RETURNED, RETURNS_NOTHING);
            case Type.OBJECT, Type.ARRAY -> {
                invoke(CALL, RETURNED, RETURNS_OBJECT);
                super.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
            }
            default -> invoke(CALL, RETURNED, returns(result.getDescriptor()));
        }
    }

    @Override
    void thrown() {
        plain(Opcodes.DUP);
        loadHeld();
        invoke(CALL, THROWN, THROWS);
    }
}
