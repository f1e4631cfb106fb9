package dev.traqo.agent.sample;

import dev.traqo.Trace;
import java.io.IOException;
import java.io.StringReader;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Ways through the body of a method. */
public final class Flow implements Supplier<List<String>> {

    @Target({ElementType.TYPE_USE, ElementType.LOCAL_VARIABLE})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Marked {}

    private int count;

    @Trace
    int loopFirst() {
        while (true) {
            if (++count > 3) {
                return count;
            }
        }
    }

    @Trace
    int loopFirstWithParameters(long a, String b) {
        do {
            a--;
        } while (a > b.length());
        return (int) a;
    }

    @Trace
    void neverReturns() {
        while (true) {
            if (++count > 10) {
                throw new IllegalArgumentException("ten");
            }
        }
    }

    @Trace
    String throwsAlways(String text) {
        throw new UnsupportedOperationException(text);
    }

    @Trace
    void throwsChecked() throws IOException {
        throw new IOException("checked");
    }

    @Trace
    int returnsInFinally(int value) {
        try {
            if (value > 0) {
                return value;
            }
            throw new IllegalStateException("not positive");
        } catch (IllegalStateException e) {
            return -1;
        } finally {
            count = value;
            if (value > 5) {
                return 100;
            }
        }
    }

    @Trace
    String nested(int value) {
        StringBuilder text = new StringBuilder();
        try {
            try {
                try {
                    text.append(10 / value);
                    return text.append("a").toString();
                } catch (ArithmeticException e) {
                    text.append("b");
                    throw new IllegalStateException(e);
                } finally {
                    text.append("c");
                }
            } catch (IllegalStateException e) {
                return text.append("d").toString();
            } finally {
                text.append("e");
            }
        } finally {
            text.append("f");
        }
    }

    @Trace
    int catchesEverything(String text) {
        try {
            return Integer.parseInt(text);
        } catch (Throwable e) {
            return -1;
        }
    }

    @Trace
    int closes(String text) throws IOException {
        try (StringReader reader = new StringReader(text);
                StringReader other = new StringReader(text)) {
            return reader.read() + other.read();
        }
    }

    @Trace
    String switches(String word, int number) {
        switch (word) {
            case "a":
                return "first";
            case "b":
                number++;
            case "c":
                number++;
                break;
            default:
                return switch (number) {
                    case 1, 2 -> "few";
                    case 1000 -> {
                        String many = word + number;
                        yield many;
                    }
                    default -> "else";
                };
        }
        return word + number;
    }

    @Trace
    int stackBelowTheResult(int value) {
        return value * (value > 3 ? new ArrayList<>(List.of(value)).size() : value < 0 ? -1 : 7);
    }

    @Trace
    long locals(int times) {
        @Marked String text = "";
        boolean flag = false;
        byte small = 1;
        char letter = 'a';
        short number = 2;
        float single = 1.5f;
        double wide = 2.5;
        long sum = 0;
        int[] array = {1, 2, 3};
        @Marked List<@Marked String> list = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long inner = i * 2L;
            sum += inner + array[i % 3] + small + number + letter;
            flag = !flag;
            list.add(text += i);
        }
        for (@Marked String each : list) {
            double other = each.length();
            wide += other * single;
        }
        try (@Marked StringReader reader = new StringReader(text)) {
            sum += reader.read();
        } catch (@Marked IOException e) {
            sum = -1;
        }
        return flag ? sum : -sum + (long) wide;
    }

    @Trace
    int lambdas(int value) throws Exception {
        int captured = value * 2;
        Callable<Integer> first = () -> captured + 1;
        Supplier<Flow> second = Flow::new;
        Object third = new Object() {
            @Override
            public String toString() {
                return "anonymous" + captured;
            }
        };
        return first.call() + third.toString().length() + second.get().count;
    }

    @Trace
    boolean matches(Object value) {
        return value instanceof String text && text.length() > 2 || value instanceof Integer number && number > 2;
    }

    @Trace
    int guarded(Object lock, int value) {
        synchronized (lock) {
            if (value > 5) {
                return value;
            }
            count = value;
        }
        return Thread.holdsLock(lock) ? -1 : count;
    }

    @Trace
    Flow makes(boolean deep) {
        return new Flow(deep ? new Flow(null) : null);
    }

    @Override
    public String toString() {
        return "Flow";
    }

    public Flow() {
        this(null);
    }

    private Flow(Flow ignored) {}

    @Override
    public List<String> get() {
        Notes notes = new Notes();
        notes.call("loopFirst", this::loopFirst);
        notes.call("loopFirstWithParameters", () -> loopFirstWithParameters(10, "abc"));
        notes.run("neverReturns", this::neverReturns);
        notes.call("throwsAlways", () -> throwsAlways("x"));
        notes.run("throwsChecked", this::throwsChecked);
        notes.call("returnsInFinally", () -> returnsInFinally(1));
        notes.call("returnsInFinally", () -> returnsInFinally(0));
        notes.call("returnsInFinally", () -> returnsInFinally(9));
        notes.call("nested", () -> nested(0));
        notes.call("nested", () -> nested(5));
        notes.call("catchesEverything", () -> catchesEverything("x"));
        notes.call("catchesEverything", () -> catchesEverything("12"));
        notes.call("closes", () -> closes("a"));
        notes.call("closes", () -> closes(null));
        for (String word : new String[] {"a", "b", "c", "d"}) {
            notes.call("switches", () -> switches(word, 1));
        }
        notes.call("switches", () -> switches("e", 1000));
        notes.call("switches", () -> switches("f", 7));
        notes.call("switches", () -> switches(null, 7));
        notes.call("stackBelowTheResult", () -> stackBelowTheResult(9));
        notes.call("stackBelowTheResult", () -> stackBelowTheResult(-9));
        notes.call("locals", () -> locals(5));
        notes.call("locals", () -> locals(0));
        notes.call("lambdas", () -> lambdas(2));
        notes.call("matches", () -> matches("abc"));
        notes.call("matches", () -> matches(1));
        notes.call("guarded", () -> guarded(new Object(), 9));
        notes.call("guarded", () -> guarded(new Object(), 1));
        notes.call("guarded", () -> guarded(null, 1));
        notes.add("makes", "\"Flow\"".length() > 0 ? makes(true) : null);
        return notes.lines();
    }
}
