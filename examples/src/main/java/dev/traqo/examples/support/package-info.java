/**
 * A support agent for a maker of coffee machines, traced with traqo: what {@code ./traqo demo} runs.
 *
 * <p>Start with {@link dev.traqo.examples.support.SupportAgent}, then look where the spans are made: {@code Agent} (agent
 * and tools), {@code ChatClient} (model calls), {@code HelpCenter} (retrieval), {@code Guardrails}, {@code Specialists}
 * (child traces on other threads).
 */
@NullMarked
package dev.traqo.examples.support;

import org.jspecify.annotations.NullMarked;
