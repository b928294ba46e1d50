package io.pipit.jobs.store;

/** The tables of schedules, their firings and alerts. */
final class ScheduleTables {
    static final String SQL = """
            CREATE TABLE IF NOT EXISTS pipit_schedules (
              id VARCHAR(250) PRIMARY KEY,
              body TEXT NOT NULL,
              paused SMALLINT DEFAULT 0 NOT NULL,
              fired_until BIGINT NOT NULL,
              last_firing BIGINT DEFAULT 0 NOT NULL
            );
            CREATE TABLE IF NOT EXISTS pipit_schedule_source (
              id INTEGER PRIMARY KEY,
              project VARCHAR(100) NOT NULL,
              environment VARCHAR(200) NOT NULL
            );
            CREATE TABLE IF NOT EXISTS pipit_firings (
              schedule VARCHAR(250) NOT NULL,
              fire_at BIGINT NOT NULL,
              previous_at BIGINT NOT NULL,
              state VARCHAR(10) NOT NULL,
              not_before BIGINT NOT NULL,
              attempts INTEGER DEFAULT 0 NOT NULL,
              run VARCHAR(64) DEFAULT '' NOT NULL,
              owner VARCHAR(64) DEFAULT '' NOT NULL,
              lease_until BIGINT DEFAULT 0 NOT NULL,
              again SMALLINT DEFAULT 0 NOT NULL,
              told SMALLINT DEFAULT 0 NOT NULL,
              covers INTEGER DEFAULT 0 NOT NULL,
              parents TEXT NOT NULL,
              note TEXT NOT NULL,
              created_at BIGINT NOT NULL,
              started_at BIGINT DEFAULT 0 NOT NULL,
              ended_at BIGINT DEFAULT 0 NOT NULL,
              PRIMARY KEY (schedule, fire_at)
            );
            CREATE INDEX IF NOT EXISTS pipit_firings_by_state ON pipit_firings (state);
            CREATE TABLE IF NOT EXISTS pipit_alerts (
              id VARCHAR(300) PRIMARY KEY,
              url TEXT NOT NULL,
              body TEXT NOT NULL,
              attempts INTEGER DEFAULT 0 NOT NULL,
              next_at BIGINT NOT NULL,
              created_at BIGINT NOT NULL
            );
            """;

    private ScheduleTables() {}
}
