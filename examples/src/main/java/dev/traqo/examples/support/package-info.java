/**
 * A support agent for a maker of coffee machines, traced with traqo: what {@code ./traqo demo} runs.
 *
 * <p>Start with {@link dev.traqo.examples.support.SupportAgent}, then look where the spans are made: {@code Agent} (agent
 * and tools), {@code HelpCenter} (retrieval), {@code Guardrails}, {@code Specialists} (child traces on other threads).
 * Calls of models trace themselves, with one line in each of {@code ChatClient} (OpenAI), {@code Screening}
 * (LangChain4j), {@code SecondOpinion} (Gemini) and {@code Tone} (Anthropic).
 */
@NullMarked
package dev.traqo.examples.support;

import org.jspecify.annotations.NullMarked;
