package io.pipit.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The import rules of the house: they point one way, from the command down to the core. */
@AnalyzeClasses(
        packages = "io.pipit",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportRulesTest.WithoutTestJars.class})
class ImportRulesTest {
    /** Tests of the core are on the class path as an archive, which ArchUnit does not take for tests. */
    static final class WithoutTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule MODULES = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("cli")
            .definedBy("io.pipit.cli..")
            .layer("jobs")
            .definedBy("io.pipit.jobs..")
            .layer("intake")
            .definedBy("io.pipit.intake..")
            .layer("speed")
            .definedBy("io.pipit.speed..")
            .layer("batch")
            .definedBy("io.pipit.batch..")
            .layer("serving")
            .definedBy("io.pipit.serving..")
            .layer("core")
            .definedBy("io.pipit.core..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("jobs")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("intake")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("serving")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("speed")
            .mayOnlyBeAccessedByLayers("jobs", "cli")
            .whereLayer("batch")
            .mayOnlyBeAccessedByLayers("jobs", "cli");

    @ArchTest
    static final ArchRule INSIDE_CORE = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("project")
            .definedBy("io.pipit.core.project..")
            .layer("sql")
            .definedBy("io.pipit.core.sql..")
            .layer("log")
            .definedBy("io.pipit.core.log..")
            .layer("lake")
            .definedBy("io.pipit.core.lake..")
            .layer("block")
            .definedBy("io.pipit.core.block..")
            .whereLayer("project")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("sql")
            .mayOnlyBeAccessedByLayers("project")
            .whereLayer("log")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("lake")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule CORE_KNOWS_NO_FLINK_AND_NO_HTTP = noClasses()
            .that()
            .resideInAPackage("io.pipit.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "io.javalin..", "org.eclipse.jetty..", "org.quartz..");

    @ArchTest
    static final ArchRule ERRORS_AND_CONFIGURATION_STAND_ALONE = noClasses()
            .that()
            .resideInAnyPackage("io.pipit.core.error..", "io.pipit.core.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.pipit.core.project..",
                    "io.pipit.core.sql..",
                    "io.pipit.core.block..",
                    "io.pipit.core.log..",
                    "io.pipit.core.lake..");

    /** Commands that speak to a running stack run on a class path without the stack's libraries. */
    @ArchTest
    static final ArchRule LIGHT_COMMANDS_STAY_LIGHT = noClasses()
            .that()
            .resideInAnyPackage("io.pipit.cli.command..", "io.pipit.cli.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache..",
                    "io.javalin..",
                    "org.duckdb..",
                    "io.pipit.jobs..",
                    "io.pipit.serving.fresh..",
                    "io.pipit.serving.http..",
                    "io.pipit.serving.state..",
                    "io.pipit.intake..",
                    "io.pipit.speed..",
                    "io.pipit.batch..",
                    "io.pipit.cli.server..");

    @ArchTest
    static final ArchRule PACKAGES_OF_THE_CORE_HAVE_NO_CYCLES =
            slices().matching("io.pipit.core.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_UTIL_CLASSES = classes().should().haveNameNotMatching(".*Utils?$");
}
