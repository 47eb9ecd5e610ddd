package io.tidegate.policy;

/**
 * What is made of answers.
 *
 * @param classes what they mean
 * @param since where they say how new they are
 * @param retry how failed refreshes come again
 * @param bodies whether bodies are published
 * @param maxBody bytes of the largest body; a larger one is a failure
 */
public record Answers(
    ResponseClasses classes, Since since, RetryRule retry, boolean bodies, int maxBody) {}
