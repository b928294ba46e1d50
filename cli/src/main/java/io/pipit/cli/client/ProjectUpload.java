package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ProjectFiles;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** Gives the files of a project to a running stack. */
public final class ProjectUpload {
    /** A deployment goes live when it is filled. */
    public static final String BY_ITSELF = "by itself";

    /** A deployment waits until it is promoted. */
    public static final String BY_HAND = "by hand";

    private static final String PART = "data_project://";

    private final ApiClient client;
    private final Insistence insistence;

    /** Through this client, with patience while nobody can take a deployment. */
    public ProjectUpload(ApiClient client, Insistence insistence) {
        this.client = client;
        this.insistence = insistence;
    }

    /** What the stack says when it has taken the project over, or has not. */
    public JsonNode build(ProjectFiles files) {
        return send(files, "/v1/build");
    }

    /** What the stack would change; nothing is. */
    public JsonNode check(ProjectFiles files) {
        return send(files, "/v1/build?check=true");
    }

    /**
     * Begins a deployment, once, also where who takes it dies meanwhile: the answer names it.
     *
     * @throws PipitException why it was not begun, or that nobody can say whether it was, with what to do
     */
    public JsonNode deploy(ProjectFiles files, String promotion) {
        return send(files, "/v1/deploy?auto_promote=" + promotion.equals(BY_ITSELF));
    }

    private JsonNode send(ProjectFiles files, String path) {
        String key = UUID.randomUUID().toString();
        return insistence.begun(() -> send(files, path, key));
    }

    private JsonNode send(ProjectFiles files, String path, String key) {
        String boundary = "pipit-" + UUID.randomUUID();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map.Entry<String, String> file : files.texts().entrySet()) {
            write(
                    body,
                    "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + PART + "\"; filename=\""
                            + file.getKey() + "\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
            write(body, file.getValue() + "\r\n");
        }
        write(body, "--" + boundary + "--\r\n");
        return Json.tree(client.postForm(path, "multipart/form-data; boundary=" + boundary, body.toByteArray(), key)
                .body());
    }

    private static void write(ByteArrayOutputStream body, String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
