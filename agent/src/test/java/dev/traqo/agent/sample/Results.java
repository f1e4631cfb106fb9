package dev.traqo.agent.sample;

import dev.traqo.Trace;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Every type of result, every kind of method of a class. */
public final class Results implements Supplier<List<String>> {

    @Trace
    boolean aBoolean(boolean value) {
        return !value;
    }

    @Trace
    byte aByte(byte value) {
        return (byte) -value;
    }

    @Trace
    char aChar(char value) {
        return (char) (value + 1);
    }

    @Trace
    short aShort(short value) {
        return (short) -value;
    }

    @Trace
    int anInt(int value) {
        return -value;
    }

    @Trace
    long aLong(long value) {
        return -value;
    }

    @Trace
    float aFloat(float value) {
        return value * 2;
    }

    @Trace
    double aDouble(double value) {
        return value * 2;
    }

    @Trace
    void nothing() {}

    @Trace
    String aString(String value) {
        return value;
    }

    @Trace
    int[] ints() {
        return new int[] {1, 2};
    }

    @Trace
    String[][] nested() {
        return new String[][] {{"a"}, {"b", "c"}};
    }

    @Trace
    <T extends Comparable<T> & Serializable> T larger(T first, T second) {
        return first.compareTo(second) > 0 ? first : second;
    }

    @Trace
    static String join(String separator, Object... parts) {
        return String.join(separator, Arrays.stream(parts).map(String::valueOf).toList());
    }

    @Trace
    private static int hidden(int value) {
        return value + 1;
    }

    @Trace
    final String ending() {
        return "end";
    }

    @Trace
    synchronized int locked(int value) {
        return Thread.holdsLock(this) ? value : -1;
    }

    @Trace
    static synchronized int lockedClass(int value) {
        return Thread.holdsLock(Results.class) ? value : -1;
    }

    @Trace
    synchronized void lockedAndFailing() {
        throw new IllegalStateException("locked");
    }

    @Trace
    strictfp double strict(double value) {
        return value / 2;
    }

    @Override
    public List<String> get() {
        Notes notes = new Notes();
        notes.call("aBoolean", () -> aBoolean(false));
        notes.call("aByte", () -> aByte((byte) 5));
        notes.call("aChar", () -> aChar('a'));
        notes.call("aShort", () -> aShort((short) 300));
        notes.call("anInt", () -> anInt(70_000));
        notes.call("aLong", () -> aLong(5_000_000_000L));
        notes.call("aFloat", () -> aFloat(1.25f));
        notes.call("aDouble", () -> aDouble(1.125));
        notes.run("nothing", this::nothing);
        notes.call("aString", () -> aString("text"));
        notes.call("aString", () -> aString(null));
        notes.add("ints", Arrays.toString(ints()));
        notes.add("nested", Arrays.deepToString(nested()));
        notes.call("larger", () -> larger("a", "b"));
        notes.call("join", () -> join("-"));
        notes.call("join", () -> join("-", 1, null, 2.5));
        notes.call("hidden", () -> hidden(1));
        notes.call("ending", this::ending);
        notes.call("locked", () -> locked(3));
        notes.call("lockedClass", () -> lockedClass(4));
        notes.run("lockedAndFailing", this::lockedAndFailing);
        if (Thread.holdsLock(this) || Thread.holdsLock(Results.class)) {
            throw new IllegalStateException("a lock was kept");
        }
        notes.call("strict", () -> strict(5));
        return notes.lines();
    }
}
