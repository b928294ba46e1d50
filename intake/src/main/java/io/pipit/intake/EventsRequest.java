package io.pipit.intake;

import io.pipit.core.block.json.EventFormat;
import java.io.InputStream;

/**
 * A request to take events.
 *
 * @param dataSource name of the landing data source
 * @param format of the body
 * @param coding how the body is compressed
 * @param body read once; not closed
 * @param contentLength of the body in bytes, or -1 when unknown
 * @param idempotencyKey or the empty text
 */
public record EventsRequest(
        String dataSource,
        EventFormat format,
        ContentCoding coding,
        InputStream body,
        long contentLength,
        String idempotencyKey) {}
