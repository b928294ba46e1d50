package io.pipit.core.config;

/** Where the tables' files are. */
public record WarehouseSettings(
        @Setting(
                value = "",
                help =
                        "A folder that all processes see, or `s3://bucket/path`; empty takes the state folder. Credentials of S3 come from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or wherever else the AWS SDK looks.")
        String uri,

        @Setting(value = "", help = "Address of an S3-compatible server; empty for AWS.")
        String endpoint,

        @Setting(value = "", help = "Region of the bucket; empty takes that of the environment.")
        String region,

        @Setting(value = "false", help = "`true` for servers that want the bucket in the path, not in the host's name.")
        boolean pathStyle,

        @Setting(
                value = "10GB",
                help = "Bound of the local copies of remote files, in each process that reads them.",
                min = 16_777_216)
        ByteSize cacheSize) {}
