package dev.traqo.langchain4j;

import dev.traqo.Scope;
import dev.traqo.Span;
import dev.traqo.Tracer;

/** What was current where something was asked for, for the threads on which the answers come. */
record Asked(Span span, Tracer tracer) {

    static Asked here() {
        return new Asked(Span.current(), Tracer.current());
    }

    Scope makeCurrent() {
        return span.isRecording() ? span.makeCurrent() : tracer.makeCurrent();
    }
}
