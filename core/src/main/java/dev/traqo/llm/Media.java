package dev.traqo.llm;

import dev.traqo.Tracer;
import org.jspecify.annotations.Nullable;

/** Pictures, sounds and documents inside of messages: their bytes go into the files of the trace, stubs take their place. */
final class Media {

    private Media() {}

    /** The value with stubs in place of media; the value itself if there are none. */
    static @Nullable Object kept(@Nullable Object value, Tracer tracer) {
        return value;
    }
}
