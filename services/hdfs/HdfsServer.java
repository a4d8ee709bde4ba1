// Name node and data node of one HDFS in one JVM.
import java.io.File;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.FSNamesystem;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;

public class HdfsServer {
  public static void main(String[] args) {
    try {
      run();
    } catch (Throwable error) {
      error.printStackTrace();
      System.exit(1); // threads of the half that did start would keep the JVM alive
    }
  }

  static void run() throws Exception {
    // Formatting and starting in one JVM register the same metrics twice, which is an error outside this mode.
    DefaultMetricsSystem.setMiniClusterMode(true);
    var conf = new HdfsConfiguration();
    boolean isNew = !new File(FSNamesystem.getNamespaceDirs(conf).iterator().next()).exists();
    if (isNew) NameNode.format(conf);
    var nameNode = NameNode.createNameNode(new String[0], conf);
    var dataNode = DataNode.createDataNode(new String[0], conf);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      dataNode.shutdown();
      nameNode.stop();
    }));
    while (nameNode.getNamesystem().getNumLiveDataNodes() < 1 || nameNode.isInSafeMode()) Thread.sleep(50);
    prepareFolders(conf);
    System.out.println("HDFS is ready");
    nameNode.join();
  }

  /** As on a usual cluster the superuser owns the root, /tmp is open, and a user has a folder of their own. */
  static void prepareFolders(HdfsConfiguration conf) throws Exception {
    try (var files = (DistributedFileSystem) DistributedFileSystem.newInstance(conf)) {
      files.mkdirs(new Path("/tmp"));
      files.setPermission(new Path("/tmp"), new FsPermission((short) 01777));
      for (var folder : new String[] {"/http", "/full"}) {
        files.mkdirs(new Path(folder));
        files.setOwner(new Path(folder), "benjobs", "supergroup");
      }
      // No room for a single block: a file can be created in /full, but not one byte be written, as on a full disk.
      files.setQuota(new Path("/full"), HdfsConstants.QUOTA_DONT_SET, 1);
    }
  }
}
