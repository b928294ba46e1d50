package io.pipit.jobs.deploy;

import io.pipit.core.project.Plan;

/**
 * What somebody wants to be deployed.
 *
 * @param plan the version
 * @param author who wants it
 * @param origin see {@link Deployment#origin()}
 * @param promotion whether it goes live by itself
 * @param key by which a repeat of the request is known; the empty text for none
 */
public record DeployRequest(Plan plan, String author, String origin, Promotion promotion, String key) {
    /** How a deployment goes live. */
    public enum Promotion {
        /** When it is filled. */
        BY_ITSELF,
        /** When somebody says so. */
        BY_HAND
    }

    /** Made by a command. */
    public static DeployRequest deploy(Plan plan, String author, Promotion promotion) {
        return new DeployRequest(plan, author, "deploy", promotion, "");
    }

    /** The same under a key. */
    public DeployRequest keyed(String repeats) {
        return new DeployRequest(plan, author, origin, promotion, repeats);
    }
}
