package dev.traqo.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the classes of the JDK by which work reaches another thread, so that they call {@link
 * dev.traqo.agent.boot.Carrier}.
 *
 * <p>Context is taken where work is handed over, and a task is wrapped only where its identity does not matter to the
 * application:
 *
 * <ul>
 *   <li>{@code FutureTask}: its callable is, where it is made. That is every {@code submit}, {@code invokeAll} and {@code
 *       schedule} of a thread pool, and what Reactor's schedulers do.
 *   <li>{@code ThreadPoolExecutor.execute}: the task is, if no code of the application can mistake it.
 *   <li>{@code CompletableFuture}: the functions are, so it does not matter which thread completes it.
 *   <li>{@code ForkJoinPool}: runnables and callables are; fork-join tasks, and with them parallel streams, are noted.
 *   <li>Threads: virtual ones carry what was current where they were made, platform ones where they were started.
 * </ul>
 */
final class Carriers {

    static final String CARRIER = "dev/traqo/agent/boot/Carrier";
    private static final String RUNNABLE = "Ljava/lang/Runnable;";
    private static final String TASK = "Ljava/util/concurrent/ForkJoinTask;";
    private static final String POOL = "Ljava/util/concurrent/ThreadPoolExecutor;";

    private static final List<String> WRAPPED = List.of(
            RUNNABLE,
            "Ljava/util/concurrent/Callable;",
            "Ljava/util/function/Supplier;",
            "Ljava/util/function/Function;",
            "Ljava/util/function/BiFunction;",
            "Ljava/util/function/Consumer;",
            "Ljava/util/function/BiConsumer;",
            "Ljava/util/Collection;");

    /** By internal name; not every JDK has them all. */
    private static final Set<String> TYPES = Set.of(
            "java/util/concurrent/FutureTask",
            "java/util/concurrent/ThreadPoolExecutor",
            "java/util/concurrent/ForkJoinPool",
            "java/util/concurrent/ForkJoinTask",
            "java/util/concurrent/CompletableFuture",
            "java/util/concurrent/ThreadPerTaskExecutor",
            "java/lang/Thread",
            "java/lang/ThreadBuilders");

    private record Method(String owner, int version, int access, String name, String descriptor, boolean hasTarget) {

        boolean is(int flag) {
            return (access & flag) != 0;
        }

        /** What applications call on an object or a class that is there. */
        boolean isOperation() {
            return is(Opcodes.ACC_PUBLIC) && !is(Opcodes.ACC_BRIDGE) && !name.equals("<init>");
        }
    }

    private Carriers() {}

    static boolean weaves(String type) {
        return TYPES.contains(type);
    }

    /** Those that this JDK has. */
    static List<Class<?>> classes() {
        List<Class<?>> classes = new ArrayList<>();
        for (String type : TYPES) {
            try {
                classes.add(Class.forName(type.replace('/', '.'), false, null));
            } catch (ClassNotFoundException e) {
                // a JDK that is older than the class
            }
        }
        return classes;
    }

    static ClassVisitor visitor(ClassVisitor next, String type) {
        return new ClassVisitor(Opcodes.ASM9, next) {

            private int version;
            private boolean hasTarget;

            @Override
            public void visit(
                    int version,
                    int access,
                    String name,
                    @Nullable String signature,
                    @Nullable String superName,
                    String @Nullable [] interfaces) {
                this.version = version;
                super.visit(version, access, name, signature, superName, interfaces);
            }

            @Override
            public @Nullable FieldVisitor visitField(
                    int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
                hasTarget |= name.equals("target") && descriptor.equals(RUNNABLE);
                return super.visitField(access, name, descriptor, signature, value);
            }

            @Override
            public @Nullable MethodVisitor visitMethod(
                    int access,
                    String name,
                    String descriptor,
                    @Nullable String signature,
                    String @Nullable [] exceptions) {
                MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                Method method = new Method(type, version, access, name, descriptor, hasTarget);
                return next == null || method.is(Opcodes.ACC_ABSTRACT) ? next : around(method, next);
            }
        };
    }

    private static MethodVisitor around(Method method, MethodVisitor next) {
        return switch (method.owner) {
            case "java/util/concurrent/FutureTask" -> futureTask(method, next);
            case "java/util/concurrent/ThreadPoolExecutor" -> threadPool(method, next);
            case "java/util/concurrent/ForkJoinTask" -> forkJoinTask(method, next);
            case "java/lang/Thread" -> thread(method, next);
            case "java/lang/ThreadBuilders" -> method.name.equals("newVirtualThread") ? arguments(method, next) : next;
            default -> method.isOperation() ? arguments(method, next) : next;
        };
    }

    /** Wraps the arguments that are tasks or functions. */
    private static MethodVisitor arguments(Method method, MethodVisitor next) {
        return new Prelude(next, method.owner, method.access, method.descriptor) {
            @Override
            void first() {
                int slot = method.is(Opcodes.ACC_STATIC) ? 0 : 1;
                for (Type argument : Type.getArgumentTypes(method.descriptor)) {
                    String type = argument.getDescriptor();
                    if (WRAPPED.contains(type)) {
                        replace(slot, "carry", "(" + type + ")" + type);
                    } else if (type.equals(TASK)) {
                        load(slot);
                        invoke("handOver", "(" + TASK + ")V");
                    }
                    slot += argument.getSize();
                }
            }
        };
    }

    private static MethodVisitor threadPool(Method method, MethodVisitor next) {
        if (method.descriptor.equals("(" + RUNNABLE + ")V") && method.name.equals("execute")) {
            return new Prelude(next, method.owner, method.access, method.descriptor) {
                @Override
                void first() {
                    load(1);
                    load(0);
                    invoke("carry", "(" + RUNNABLE + POOL + ")" + RUNNABLE);
                    store(1);
                }
            };
        }
        if (method.name.equals("addWorker")) {
            return new Hidden(next, method);
        }
        if (method.descriptor.equals("(" + RUNNABLE + ")Z") && method.name.equals("remove")) {
            return new Prelude(next, method.owner, method.access, method.descriptor) {
                @Override
                void first() {
                    replace(1, "sought", "(" + RUNNABLE + ")" + RUNNABLE);
                }
            };
        }
        return next;
    }

    private static MethodVisitor futureTask(Method method, MethodVisitor next) {
        if (!method.name.equals("<init>")) {
            return next;
        }
        return new TaskMade(next, method.owner);
    }

    private static MethodVisitor forkJoinTask(Method method, MethodVisitor next) {
        if (method.name.equals("fork")) {
            return new Prelude(next, method.owner, method.access, method.descriptor) {
                @Override
                void first() {
                    load(0);
                    invoke("handOver", "(" + TASK + ")V");
                }
            };
        }
        return method.name.equals("doExec") ? new HandedOver(next, method) : next;
    }

    private static MethodVisitor thread(Method method, MethodVisitor next) {
        if (method.name.equals("start") && method.descriptor.equals("()V")) {
            return new Prelude(next, method.owner, method.access, method.descriptor) {
                @Override
                void first() {
                    load(0);
                    load(0);
                    if (method.hasTarget) {
                        super.visitFieldInsn(Opcodes.GETFIELD, method.owner, "target", RUNNABLE);
                    } else { // since JDK 19
                        String holder = "java/lang/Thread$FieldHolder";
                        super.visitFieldInsn(Opcodes.GETFIELD, method.owner, "holder", "L" + holder + ";");
                        super.visitFieldInsn(Opcodes.GETFIELD, holder, "task", RUNNABLE);
                    }
                    invoke("handOver", "(Ljava/lang/Thread;" + RUNNABLE + ")V");
                }
            };
        }
        return method.name.equals("run") && method.descriptor.equals("()V") ? new HandedOver(next, method) : next;
    }

    /** Around a method for whose time something else is current. */
    private abstract static class Current extends Bracket {

        Current(MethodVisitor next, Method method) {
            super(next, method.version, method.owner, method.access, method.descriptor, "java/lang/Object");
        }

        @Override
        void returned() {
            loadHeld();
            invoke(CARRIER, "end", "(Ljava/lang/Object;)V");
        }

        @Override
        void thrown() {
            returned();
        }
    }

    /** Runs what {@code handOver} noted. */
    private static final class HandedOver extends Current {

        HandedOver(MethodVisitor next, Method method) {
            super(next, method);
        }

        @Override
        void begin(Label begun) {
            load(Opcodes.ALOAD, 0);
            invoke(CARRIER, "begin", "(Ljava/lang/Object;)Ljava/lang/Object;");
            keep();
        }
    }

    /** Starts a thread of a pool, which serves everyone: it does not belong to whoever comes first. */
    private static final class Hidden extends Current {

        Hidden(MethodVisitor next, Method method) {
            super(next, method);
        }

        @Override
        void begin(Label begun) {
            invoke(CARRIER, "hide", "()Ljava/lang/Object;");
            keep();
        }
    }

    /** At the end of a constructor of {@code FutureTask}. What our code throws is dropped. */
    private static final class TaskMade extends MethodVisitor {

        private static final String CALLABLE = "Ljava/util/concurrent/Callable;";

        private final String owner;
        private final Label failed = new Label();

        TaskMade(MethodVisitor next, String owner) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.RETURN) {
                Label from = new Label();
                Label to = new Label();
                super.visitTryCatchBlock(from, to, failed, null);
                super.visitLabel(from);
                super.visitVarInsn(Opcodes.ALOAD, 0);
                super.visitInsn(Opcodes.DUP);
                super.visitFieldInsn(Opcodes.GETFIELD, owner, "callable", CALLABLE);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, CARRIER, "carry", "(" + CALLABLE + ")" + CALLABLE, false);
                super.visitFieldInsn(Opcodes.PUTFIELD, owner, "callable", CALLABLE);
                super.visitLabel(to);
            }
            super.visitInsn(opcode);
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
            super.visitLabel(failed);
            super.visitFrame(Opcodes.F_NEW, 1, new Object[] {owner}, 1, new Object[] {Bracket.THROWABLE});
            super.visitInsn(Opcodes.POP);
            super.visitInsn(Opcodes.RETURN);
            super.visitMaxs(maxStack, maxLocals);
        }
    }
}
