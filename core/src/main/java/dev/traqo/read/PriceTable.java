package dev.traqo.read;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entries by name. Names are lower-case; a name that ends in {@code *} stands for every name that starts so. */
record PriceTable(String date, Map<String, PriceEntry> models, Map<String, String> aliases, List<String> prefixes) {

    static PriceTable of(String date, Map<String, PriceEntry> models, Map<String, String> aliases) {
        List<String> prefixes = models.keySet().stream()
                .filter(name -> name.endsWith("*"))
                .map(name -> name.substring(0, name.length() - 1))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        return new PriceTable(date, Map.copyOf(models), Map.copyOf(aliases), prefixes);
    }

    /** This table with those entries in front. */
    PriceTable with(PriceTable other) {
        Map<String, PriceEntry> merged = new HashMap<>(models);
        merged.keySet().removeAll(other.aliases.keySet());
        merged.putAll(other.models);
        Map<String, String> names = new HashMap<>(aliases);
        names.putAll(other.aliases);
        return of(other.date.isEmpty() ? date : other.date, merged, names);
    }

    @Nullable
    PriceEntry find(String model) {
        String name = model.strip().toLowerCase(Locale.ROOT);
        PriceEntry entry = named(name);
        for (String bare = ModelNames.withoutRoute(name);
                entry == null && !bare.equals(name);
                bare = ModelNames.withoutRoute(name)) {
            name = bare;
            entry = named(name);
        }
        for (String family = ModelNames.withoutSnapshot(name);
                entry == null && !family.equals(name);
                family = ModelNames.withoutSnapshot(name)) {
            name = family;
            entry = exactly(name);
        }
        return entry;
    }

    private @Nullable PriceEntry named(String name) {
        PriceEntry entry = exactly(name);
        if (entry != null || prefixes.isEmpty()) {
            return entry;
        }
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return models.get(prefix + "*");
            }
        }
        return null;
    }

    private @Nullable PriceEntry exactly(String name) {
        PriceEntry entry = models.get(name);
        if (entry != null) {
            return entry;
        }
        String model = aliases.get(name);
        return model == null ? null : models.get(model);
    }

    /** Every entry, in no particular order. */
    Stream<PriceEntry> entries() {
        return models.values().stream();
    }
}
