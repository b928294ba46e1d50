package io.pipit.cli.checker;

import java.net.URI;
import java.net.http.HttpClient;

/** What a checker sends requests to: a process, or one of several that stand for an installation. */
public interface Target {
    /** Where its API is. */
    URI api(String path);

    /** The client that tests share. */
    HttpClient http();

    /** How often it was started. */
    int life();

    /** What it printed. */
    String output();
}
