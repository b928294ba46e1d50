package io.pipit.cli.embedded;

import io.pipit.intake.EventsIntake;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.flink.embedded.EmbeddedFlink;
import io.pipit.serving.ServingLayer;
import io.pipit.speed.SpeedJobConfig;

/** The parts of a stack that tests attack while it runs. */
record StackParts(
        EmbeddedFlink flink, ServingLayer serving, EventsIntake intake, LogSettings logs, SpeedJobConfig speedJob) {}
