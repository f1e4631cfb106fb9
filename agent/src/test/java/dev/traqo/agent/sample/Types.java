package dev.traqo.agent.sample;

import dev.traqo.Trace;
import java.util.List;
import java.util.function.Supplier;

/** Kinds of types that have methods. */
public final class Types implements Supplier<List<String>> {

    interface Greeting {

        @Trace
        default String greet(String name) {
            return word() + " " + name + suffix(1);
        }

        @Trace
        private String suffix(int times) {
            return "!".repeat(times);
        }

        @Trace
        static int length(String text) {
            return text.length();
        }

        String word();
    }

    enum Level implements Greeting {
        LOW {
            @Override
            @Trace
            public String word() {
                return "hi";
            }
        },
        HIGH {
            @Override
            public String word() {
                return "hello";
            }
        };

        @Trace
        static Level of(int number) {
            return values()[number];
        }
    }

    record Point(int x, long y) {

        @Trace
        Point plus(Point other) {
            return new Point(x + other.x, y + other.y);
        }

        @Trace
        long sum() {
            return x + y;
        }
    }

    abstract static class Parent<T> {

        @Trace
        T same(T value) {
            return value;
        }
    }

    /** Its {@code same} has a bridge, which carries the annotation too. */
    static final class Child extends Parent<String> {

        @Override
        @Trace
        String same(String value) {
            return super.same(value) + "c";
        }
    }

    final class Inner {

        @Trace
        String outer() {
            return Types.this.getClass().getSimpleName();
        }
    }

    @Trace
    long factorial(int number) {
        return number <= 1 ? 1 : number * factorial(number - 1);
    }

    @Trace
    int without(int depth) {
        return depth == 0 ? 1 / depth : without(depth - 1);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public List<String> get() {
        Notes notes = new Notes();
        notes.add("word", "hi");
        notes.add("suffix", "!");
        notes.call("greet", () -> Level.LOW.greet("you"));
        notes.add("suffix", "!");
        notes.call("greet", () -> Level.HIGH.greet("you"));
        notes.call("length", () -> Greeting.length("four"));
        notes.call("of", () -> Level.of(1));
        notes.call("of", () -> Level.of(7));
        notes.call(
                "plus", () -> new Point(1, 2).plus(new Point(3, 4)).toString().isEmpty() ? null : "{x=4, y=6}");
        notes.call("sum", () -> new Point(5, 6).sum());
        notes.add("same", "a");
        notes.call("same", () -> new Child().same("a"));
        notes.add("same", "b");
        notes.call("same", () -> ((Parent) new Child()).same("b"));
        notes.call("outer", () -> new Inner().outer());
        notes.add("factorial", 1);
        notes.add("factorial", 2);
        notes.call("factorial", () -> factorial(3));
        notes.lines().add("without!java.lang.ArithmeticException");
        notes.lines().add("without!java.lang.ArithmeticException");
        notes.call("without", () -> without(2));
        return notes.lines();
    }
}
