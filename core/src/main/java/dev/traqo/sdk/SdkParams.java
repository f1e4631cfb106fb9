package dev.traqo.sdk;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** What can be done with a class of parameters, whatever the version of its SDK. */
final class SdkParams {

    private static final ClassValue<SdkParams> SHAPES = new ClassValue<>() {
        @Override
        protected SdkParams computeValue(Class<?> type) {
            return new SdkParams(type);
        }
    };

    private final @Nullable Method body;
    private final @Nullable Method headers;
    private final @Nullable Method toBuilder;
    private final @Nullable Method putHeader;
    private final @Nullable Method build;

    private SdkParams(Class<?> type) {
        body = method(type, "_body");
        headers = method(type, "_headers");
        toBuilder = method(type, "toBuilder");
        Class<?> builder = toBuilder == null ? null : toBuilder.getReturnType();
        putHeader = builder == null ? null : method(builder, "putAdditionalHeader", String.class, String.class);
        build = builder == null ? null : method(builder, "build");
    }

    static SdkParams of(Object params) {
        return SHAPES.get(params.getClass());
    }

    private static @Nullable Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** The body of the request; null if it has none. */
    @Nullable
    Object body(Object params) throws ReflectiveOperationException {
        return body == null ? null : body.invoke(params);
    }

    /** The headers of these parameters alone; null if they are not to be had. */
    @Nullable
    Object headers(Object params) throws ReflectiveOperationException {
        return headers == null ? null : headers.invoke(params);
    }

    /** The same parameters with one more header; null if there is no way to add one. */
    @Nullable
    Object withHeader(Object params, String name, String value) throws ReflectiveOperationException {
        if (toBuilder == null || putHeader == null || build == null) {
            return null;
        }
        Object builder = toBuilder.invoke(params);
        putHeader.invoke(builder, name, value);
        return build.invoke(builder);
    }
}
