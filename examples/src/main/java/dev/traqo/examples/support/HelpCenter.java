package dev.traqo.examples.support;

import dev.traqo.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds articles: by their words first, and the best of those again by the similarity of their embeddings. */
final class HelpCenter {

    private static final int CANDIDATES = 8;
    private static final double WEIGHT_OF_WORDS = 0.6;

    private final Bm25 words;
    private final ChatClient model;

    HelpCenter(List<Article> articles, ChatClient model) {
        this.words = new Bm25(articles);
        this.model = model;
    }

    /**
     * An article and why it was chosen.
     *
     * @param score 0 to 1, from the two others
     * @param similarity cosine between the embeddings; null if there were none
     */
    record Hit(
            String id,
            String title,
            String text,
            double score,
            double bm25,
            @Nullable Double similarity) {

        /** What the model is sent. */
        Map<String, Object> wire() {
            Map<String, Object> wire =
                    Tool.ordered("id", id, "title", title, "text", text, "score", score, "bm25", bm25);
            if (similarity != null) {
                wire.put("similarity", similarity);
            }
            return wire;
        }
    }

    /** The best articles, best first. */
    List<Hit> search(String query, int limit) {
        List<Bm25.Match> matches = words.search(query, CANDIDATES);
        List<List<Float>> vectors = vectors(query, matches);
        double best = matches.isEmpty() ? 1 : matches.get(0).score();
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++) {
            Bm25.Match match = matches.get(i);
            double byWords = match.score() / best;
            Double similarity = vectors.isEmpty() ? null : cosine(vectors.get(0), vectors.get(i + 1));
            double score =
                    similarity == null ? byWords : WEIGHT_OF_WORDS * byWords + (1 - WEIGHT_OF_WORDS) * similarity;
            Article article = match.article();
            hits.add(new Hit(
                    article.id(),
                    article.title(),
                    article.text(),
                    rounded(score),
                    rounded(match.score()),
                    similarity == null ? null : rounded(similarity)));
        }
        hits.sort(Comparator.comparingDouble(Hit::score).reversed().thenComparing(Hit::id));
        return List.copyOf(hits.subList(0, Math.min(limit, hits.size())));
    }

    /** The vector of the query and those of the articles; none if the server has no embeddings, which many do not. */
    private List<List<Float>> vectors(String query, List<Bm25.Match> matches) {
        if (matches.isEmpty()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>(List.of(query));
        matches.forEach(match ->
                texts.add(match.article().title() + "\n" + match.article().text()));
        try {
            return model.embed(texts);
        } catch (LlmException e) {
            Span.current().event("ranked_by_words_only", e.getMessage());
            return List.of();
        }
    }

    private static double cosine(List<Float> a, List<Float> b) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            product += (double) a.get(i) * b.get(i);
            squareA += (double) a.get(i) * a.get(i);
            squareB += (double) b.get(i) * b.get(i);
        }
        return squareA == 0 || squareB == 0 ? 0 : product / Math.sqrt(squareA * squareB);
    }

    private static double rounded(double score) {
        return Math.round(score * 1000) / 1000.0;
    }
}
