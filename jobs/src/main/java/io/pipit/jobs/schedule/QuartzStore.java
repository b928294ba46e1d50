package io.pipit.jobs.schedule;

import io.pipit.jobs.store.JobsDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** Opens a Quartz scheduler whose store is the database of runs and schedules. */
final class QuartzStore {
    /** A firing that is later than this is a misfire; however many were missed, one follows. */
    private static final int MISFIRE_MILLIS = 10_000;

    private QuartzStore() {}

    static Scheduler open(JobsDatabase database, CopyScheduler.Sharing sharing, String name) throws SchedulerException {
        DBConnectionManager.getInstance().addConnectionProvider(name, new Provider(database));
        return new StdSchedulerFactory(settings(database, sharing, name)).getScheduler();
    }

    private static Properties settings(JobsDatabase database, CopyScheduler.Sharing sharing, String name) {
        Properties settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", name);
        settings.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        settings.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        settings.setProperty("org.quartz.threadPool.threadCount", "2");
        settings.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        settings.setProperty(
                "org.quartz.jobStore.driverDelegateClass", database.kind().quartzDelegate());
        settings.setProperty("org.quartz.jobStore.dataSource", name);
        settings.setProperty("org.quartz.jobStore.tablePrefix", "QRTZ_");
        settings.setProperty("org.quartz.jobStore.useProperties", "true");
        settings.setProperty("org.quartz.jobStore.misfireThreshold", Integer.toString(MISFIRE_MILLIS));
        settings.setProperty(
                "org.quartz.jobStore.isClustered", Boolean.toString(sharing == CopyScheduler.Sharing.SEVERAL_SERVERS));
        return settings;
    }

    /** Gives Quartz connections of the pool, which it does not own. */
    private record Provider(JobsDatabase database) implements ConnectionProvider {
        @Override
        public Connection getConnection() throws SQLException {
            return database.connections().getConnection();
        }

        @Override
        public void shutdown() {}

        @Override
        public void initialize() {}
    }
}
