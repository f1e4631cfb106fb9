package dev.traqo.anthropic;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.function.Supplier;

/** A tool as the SDK's runner wants it; its name there is {@code get_weather}. */
@JsonClassDescription("What the weather is like.")
public final class GetWeather implements Supplier<String> {

    @JsonPropertyDescription("Where.")
    public String city;

    @Override
    public String get() {
        if (city.equals("Atlantis")) {
            throw new IllegalArgumentException("under water");
        }
        return "Sun over " + city;
    }
}
