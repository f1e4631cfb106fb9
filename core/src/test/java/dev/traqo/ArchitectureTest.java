package dev.traqo;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Core knows the file format and nothing else. */
class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.traqo");

    private static final DescribedPredicate<JavaClass> ALLOWED = resideInAnyPackage(
            "java..", "dev.traqo..", "org.jspecify.annotations..", "tools.jackson.core..", "com.github.luben.zstd..");
    private static final DescribedPredicate<JavaClass> DATABIND =
            resideInAnyPackage("tools.jackson.databind..", "com.fasterxml.jackson..");
    private static final DescribedPredicate<JavaClass> REACTOR =
            resideInAnyPackage("reactor..", "org.reactivestreams..");
    private static final DescribedPredicate<JavaClass> PRIMITIVE = DescribedPredicate.describe(
            "are primitive", type -> type.getBaseComponentType().isPrimitive());

    @Test
    void core_dependsOnTheJdkJacksonCoreAndZstdOnly() {
        assertThat(CORE).hasSizeGreaterThan(40);
        classes()
                .that(DescribedPredicate.not(nameMatching(
                        "dev\\.traqo\\.(internal\\.(JacksonValues|MicrometerContext)|weave\\.ReactorSpans).*")))
                .should()
                .onlyDependOnClassesThat(ALLOWED.or(PRIMITIVE))
                .check(CORE);
    }

    @Test
    void micrometer_isTouchedInOnePlaceOnly() {
        classes()
                .that(nameMatching("dev\\.traqo\\.internal\\.MicrometerContext"))
                .should()
                .onlyDependOnClassesThat(ALLOWED.or(resideInAPackage("io.micrometer.context")))
                .check(CORE);
        noClasses() // it is found by its name: where Micrometer is missing nobody looks for it
                .should()
                .dependOnClassesThat(nameMatching("dev\\.traqo\\.internal\\.MicrometerContext"))
                .check(CORE);
    }

    @Test
    void databind_isTouchedInOnePlaceOnly() {
        noClasses()
                .that(DescribedPredicate.not(nameMatching("dev\\.traqo\\.internal\\.JacksonValues.*")))
                .should()
                .dependOnClassesThat(DATABIND)
                .check(CORE);
        classes()
                .that(nameMatching("dev\\.traqo\\.internal\\.JacksonValues.*"))
                .should()
                .onlyDependOnClassesThat(ALLOWED.or(PRIMITIVE).or(DATABIND))
                .check(CORE);
    }

    @Test
    void reactor_isTouchedInOnePlaceOnly() {
        classes()
                .that(nameMatching("dev\\.traqo\\.weave\\.ReactorSpans.*"))
                .should()
                .onlyDependOnClassesThat(ALLOWED.or(PRIMITIVE).or(REACTOR))
                .check(CORE);
        noClasses()
                .that(DescribedPredicate.not(nameMatching("dev\\.traqo\\.weave\\.Reactive")))
                .should()
                .dependOnClassesThat(nameMatching("dev\\.traqo\\.weave\\.ReactorSpans"))
                .check(CORE.that(DescribedPredicate.not(nameMatching("dev\\.traqo\\.weave\\.ReactorSpans.*"))));
    }

    @Test
    void recording_needsNeitherZstdNorTheReaders() {
        noClasses()
                .that(resideInAPackage("dev.traqo"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.github.luben.zstd..", "dev.traqo.read.."))
                .check(CORE);
    }

    @Test
    void threadLocals_holdJdkObjectsOnly() {
        classes()
                .that()
                .areAssignableTo(ThreadLocal.class)
                .should()
                .resideOutsideOfPackage("dev.traqo..")
                .allowEmptyShould(true)
                .check(CORE);
        noClasses()
                .should()
                .dependOnClassesThat(nameMatching("java\\.lang\\.InheritableThreadLocal"))
                .check(CORE);
    }

    @Test
    void standardOutput_isNeverWrittenTo() {
        noClasses().should().accessField(System.class, "out").check(CORE);
        noClasses().should().accessField(System.class, "err").check(CORE);
    }

    @Test
    void names_sayWhatAClassIs() {
        List<String> empty = List.of("Manager", "Helper", "Util", "Utils", "Impl", "Base", "Abstract", "Processor");
        assertThat(CORE.stream().map(JavaClass::getSimpleName))
                .noneMatch(name -> empty.stream().anyMatch(name::endsWith));
    }

    @Test
    void packages_areNullMarked() throws IOException {
        Path sources = Schema.project().resolve("core/src/main/java/dev/traqo");
        Set<Path> folders = new TreeSet<>();
        try (var files = Files.walk(sources)) {
            files.filter(f -> f.toString().endsWith(".java")).forEach(f -> folders.add(f.getParent()));
        }

        assertThat(folders).isNotEmpty();
        for (Path folder : folders) {
            assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked");
        }
    }

    // ---- the pom ------------------------------------------------------------------------------------------------

    @Test
    void runtime_isJacksonCoreAndZstdAndNothingElse() throws Exception {
        assertThat(dependencies(Schema.project().resolve("core/pom.xml"), "compile"))
                .containsExactlyInAnyOrder("tools.jackson.core:jackson-core", "com.github.luben:zstd-jni");
        // what every module inherits
        assertThat(dependencies(Schema.project().resolve("pom.xml"), "compile")).isEmpty();
    }

    private static List<String> dependencies(Path pom, String scope) throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getDocumentElement();
        NodeList all = project.getElementsByTagName("dependency");
        List<String> found = new java.util.ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            Element dependency = (Element) all.item(i);
            boolean managed =
                    dependency.getParentNode().getParentNode().getNodeName().equals("dependencyManagement");
            String own = text(dependency, "scope", "compile");
            if (!managed && (own.equals(scope) || own.equals("runtime"))) {
                found.add(text(dependency, "groupId", "") + ":" + text(dependency, "artifactId", ""));
            }
        }
        return found;
    }

    private static String text(Element parent, String name, String otherwise) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0
                ? otherwise
                : found.item(0).getTextContent().strip();
    }
}
