package io.pipit.jobs.deploy;

import io.pipit.core.project.Plan;

/**
 * What somebody wants to be deployed.
 *
 * @param plan the version
 * @param author who wants it
 * @param origin see {@link Deployment#origin()}
 * @param promotion whether it goes live by itself
 */
public record DeployRequest(Plan plan, String author, String origin, Promotion promotion) {
    /** How a deployment goes live. */
    public enum Promotion {
        /** When it is filled. */
        BY_ITSELF,
        /** When somebody says so. */
        BY_HAND
    }

    /** Made by a command. */
    public static DeployRequest deploy(Plan plan, String author, Promotion promotion) {
        return new DeployRequest(plan, author, "deploy", promotion);
    }
}
