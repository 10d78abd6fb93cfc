import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/**
 * Runs the job's own SQL on Flink itself, in this process. Only the connectors change: the topics become files, once the
 * statements have made the tables, so that schema, watermark, views and aggregation are what stands in the repository.
 *
 * <p>Arguments: the SQL with its settings filled in; a folder with orders, one JSON object per line; a folder for results.
 * With "explain" in place of the folders the plan is printed, against the Kafka connector as it is.
 */
public final class RunJob {
  private RunJob() {}

  public static void main(String[] args) throws Exception {
    TableEnvironment flink = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    flink.getConfig().set("parallelism.default", "1");
    flink.getConfig().set("table.local-time-zone", "UTC");
    List<String> statements = statementsOf(Files.readString(Path.of(args[0])));
    boolean explain = args[1].equals("explain");
    for (String statement : statements.subList(0, statements.size() - 1)) {
      flink.executeSql(explain ? statement : overFiles(statement, args[1], args[2]));
    }
    String insert = statements.get(statements.size() - 1);
    if (explain) {
      System.out.println(flink.explainSql(insert));
      return;
    }
    flink.executeSql(insert).await(120, TimeUnit.SECONDS);
  }

  /** The same table over a folder of JSON lines. */
  private static String overFiles(String statement, String orders, String results) {
    String folder = statement.startsWith("CREATE TABLE orders") ? orders : results;
    String options = "'connector' = 'filesystem', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601', 'path' = '" + folder + "'"
        + (folder.equals(orders) ? ", 'json.ignore-parse-errors' = 'true'" : "");
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
