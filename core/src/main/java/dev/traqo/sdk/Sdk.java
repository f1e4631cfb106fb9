package dev.traqo.sdk;

import dev.traqo.Kind;
import dev.traqo.llm.Providers;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ServiceProxy} has to know of an SDK: one whose clients and services are interfaces, whose parameters are
 * immutable objects named {@code …Params}, as the generator Stainless makes them.
 *
 * <p>Methods are called on any thread. What they throw is logged once and costs the record of that call, nothing else.
 */
public interface Sdk {

    /** The package in which everything of the SDK is: {@code com.openai}. */
    String root();

    /**
     * What a method of a service does; null if it is not to be recorded. Asked once for each method.
     *
     * @param path how the service is reached from the client: {@code chat.completions}
     * @param verb the method, without {@code Streaming}: {@code create}
     */
    @Nullable
    Operation operation(String path, String verb);

    /** An object of the SDK (the body of a request, an answer, an event) as JSON values. Loses no unknown field. */
    @Nullable
    Object json(Object value) throws Exception;

    /** Whose models answer at this address; see {@link Providers}. Null is an address that is not known. */
    String provider(@Nullable String baseUrl);

    /** What to send in place of what the application asked for, where it asks for a stream; null for just that. */
    default @Nullable Substitute substitute(Operation operation, Object params, @Nullable String baseUrl) {
        return null;
    }

    /**
     * Something of the SDK that calls a service by itself: what a service returns whose type is in the SDK's package of
     * helpers.
     *
     * @param helper as the service made it; it calls {@code service}
     * @param traced the service with its calls recorded
     * @return what the application gets: the same, calling {@code traced}; or the helper itself
     */
    default Object helper(Object helper, Object service, Object traced) {
        return helper;
    }

    /**
     * What a method does.
     *
     * @param name what its spans are called
     * @param kind null if no model answers
     * @param api what of the provider's is called: {@code chat.completions}
     */
    record Operation(String name, @Nullable Kind kind, String api) {}

    /**
     * A request for more than the application asked for.
     *
     * @param params are sent, but not recorded
     * @param shown makes of an event of the answer what the application would have got; null if it would not have
     */
    record Substitute(Object params, Function<Object, @Nullable Object> shown) {}
}
