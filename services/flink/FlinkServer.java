// Beam's job server for Flink: [--slots=N] OPTION…, where OPTION is one of FlinkJobServerDriver.
// With --slots a Flink of one process comes first, configured by --flink-conf-dir as a cluster would be.
import java.util.Arrays;
import org.apache.beam.runners.flink.FlinkJobServerDriver;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

public class FlinkServer {
  public static void main(String[] args) throws Exception {
    String slots = option(args, "--slots=");
    if (slots != null) startFlink(option(args, "--flink-conf-dir="), Integer.parseInt(slots));
    // The job server sends every jar of its class path to Flink with each job: 152 MB, which Flink has already.
    System.setProperty("java.class.path", "");
    FlinkJobServerDriver.main(
        Arrays.stream(args).filter(arg -> !arg.startsWith("--slots=")).toArray(String[]::new));
  }

  static void startFlink(String configFolder, int slots) throws Exception {
    var configuration = GlobalConfiguration.loadConfiguration(configFolder);
    new MiniCluster(new MiniClusterConfiguration.Builder().setConfiguration(configuration)
        .setNumTaskManagers(1).setNumSlotsPerTaskManager(slots).build()).start();
  }

  static String option(String[] args, String prefix) {
    return Arrays.stream(args).filter(arg -> arg.startsWith(prefix))
        .map(arg -> arg.substring(prefix.length())).findFirst().orElse(null);
  }
}
