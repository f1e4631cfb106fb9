package dev.traqo.examples.annotations;

import java.util.stream.Stream;

/** Stands for a language model; always gives the same answer. */
final class Model {

    private Model() {}

    static String summary(String text) {
        return text.substring(0, text.indexOf(',')) + ".";
    }

    static String label(String text) {
        return text.contains("crash") ? "bug" : "question";
    }

    static String french(String text) {
        return "« " + text + " »";
    }

    /** As they would come over the wire, one after the other. */
    static Stream<String> words(String question) {
        return Stream.of("Update", "the", "app");
    }
}
