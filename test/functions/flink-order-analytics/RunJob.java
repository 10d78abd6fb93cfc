import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/**
 * Runs the job's own SQL on Flink itself, in this process. Only the connectors change: the topics become files, so that schema,
 * watermark, views and aggregation are what stands in the repository.
 *
 * <p>Arguments: the SQL with its settings filled in, and a folder of cases. Each case is a folder with orders, one JSON object
 * per line, below "orders"; its results come below "results". The plan over Kafka, as it is, goes to "plan.txt".
 */
public final class RunJob {
  private RunJob() {}

  public static void main(String[] args) throws Exception {
    List<String> statements = statementsOf(Files.readString(Path.of(args[0])));
    Path cases = Path.of(args[1]);
    Files.writeString(cases.resolve("plan.txt"), prepare(statements).explainSql(insertOf(statements)));
    try (Stream<Path> folders = Files.list(cases)) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        List<String> overFiles = statements.stream().map(statement -> overFiles(statement, folder)).toList();
        prepare(overFiles).executeSql(insertOf(overFiles)).await(120, TimeUnit.SECONDS);
      }
    }
  }

  /** An environment with the tables and views, which all statements but the last make. */
  private static TableEnvironment prepare(List<String> statements) {
    TableEnvironment flink = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    flink.getConfig().set("parallelism.default", "1");
    flink.getConfig().set("table.local-time-zone", "UTC");
    statements.subList(0, statements.size() - 1).forEach(flink::executeSql);
    return flink;
  }

  private static String insertOf(List<String> statements) {
    return statements.get(statements.size() - 1);
  }

  /** The same table over a folder of JSON lines; other statements stay what they are. */
  private static String overFiles(String statement, Path folder) {
    boolean read = statement.startsWith("CREATE TABLE orders");
    String options = "'connector' = 'filesystem', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601', "
        + (read ? "'json.ignore-parse-errors' = 'true', " : "")
        + "'path' = '" + folder.resolve(read ? "orders" : "results") + "'";
    return statement.replaceFirst("(?s)\\) WITH \\(\\s.*", ") WITH (" + options + ")");
  }

  /** Statements end with a semicolon at the end of a line; lines that begin with dashes are comments. */
  private static List<String> statementsOf(String sql) {
    List<String> statements = new ArrayList<>();
    for (String part : sql.replaceAll("(?m)^\\s*--.*$", "").split(";\\s*(\\n|$)")) {
      if (!part.isBlank()) {
        statements.add(part.strip());
      }
    }
    return statements;
  }
}
