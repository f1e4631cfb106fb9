package dev.traqo.langchain4j;

import dev.langchain4j.service.TokenStream;
import dev.langchain4j.spi.services.TokenStreamAdapter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import reactor.core.publisher.Flux;

/** Lets services return a Flux, as the library's own module for Reactor does. */
public final class FluxOfTokens implements TokenStreamAdapter {

    @Override
    public boolean canAdaptTokenStreamTo(Type type) {
        return type instanceof ParameterizedType of && of.getRawType() == Flux.class;
    }

    @Override
    public Object adapt(TokenStream stream) {
        return Flux.<String>create(sink -> stream.onPartialResponse(sink::next)
                .onCompleteResponse(response -> sink.complete())
                .onError(sink::error)
                .start());
    }
}
