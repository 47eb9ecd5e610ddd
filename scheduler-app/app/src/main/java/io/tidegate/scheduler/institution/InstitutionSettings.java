package io.tidegate.scheduler.institution;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the institutions' policies are.
 *
 * @param institutionsDir folder of the policy files, one per institution
 */
@ConfigurationProperties("tidegate")
public record InstitutionSettings(@DefaultValue("institutions") Path institutionsDir) {}
