package dev.traqo.benchmarks.startup;

/** The smallest program. */
public final class Hello {

    private Hello() {}

    /** Takes nothing. */
    public static void main(String[] args) {
        System.out.println("hello");
    }
}
