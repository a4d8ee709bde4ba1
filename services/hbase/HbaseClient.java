// HBase's own Java client, for tests: list | create T CF [SPLIT…] | regions T | put T ROW CF:QUALIFIER VALUE | count T
// | scan T | split T ROW | move T | disable T | drop T | fill T. Bytes outside ASCII are written and read as \xNN.
import static org.apache.hadoop.hbase.util.Bytes.toBytesBinary;
import static org.apache.hadoop.hbase.util.Bytes.toStringBinary;

import java.util.Arrays;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.filter.FirstKeyOnlyFilter;
import org.apache.hadoop.hbase.quotas.QuotaSettingsFactory;
import org.apache.hadoop.hbase.quotas.SpaceQuotaSnapshotView;
import org.apache.hadoop.hbase.quotas.SpaceViolationPolicy;

public class HbaseClient {
  public static void main(String[] args) throws Exception {
    try (var connection = ConnectionFactory.createConnection(HBaseConfiguration.create()); var admin = connection.getAdmin()) {
      if (args[0].equals("list")) {
        for (var table : admin.listTableNames()) System.out.println(table);
      } else {
        run(connection, admin, TableName.valueOf(args[1]), args);
      }
    }
  }

  static void run(Connection connection, Admin admin, TableName table, String[] args) throws Exception {
    switch (args[0]) {
      case "create" -> create(admin, table, args[2], Arrays.copyOfRange(args, 3, args.length));
      case "regions" -> admin.getRegions(table).forEach(region -> System.out.println(region.getRegionNameAsString()));
      case "put" -> put(connection, table, args);
      case "count" -> System.out.println(count(connection, table));
      case "scan" -> scan(connection, table);
      case "split" -> split(connection, admin, table, toBytesBinary(args[2]));
      case "move" -> move(admin, table);
      case "fill" -> fill(admin, table);
      case "disable" -> admin.disableTable(table);
      case "drop" -> {
        admin.disableTable(table);
        admin.deleteTable(table);
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  static void create(Admin admin, TableName table, String family, String[] splits) throws Exception {
    var descriptor = TableDescriptorBuilder.newBuilder(table).setColumnFamily(ColumnFamilyDescriptorBuilder.of(family)).build();
    byte[][] splitRows = Arrays.stream(splits).map(row -> toBytesBinary(row)).toArray(byte[][]::new);
    if (splits.length == 0) admin.createTable(descriptor);
    else admin.createTable(descriptor, splitRows);
  }

  static void put(Connection connection, TableName name, String[] args) throws Exception {
    try (var table = connection.getTable(name)) {
      byte[][] column = CellUtil.parseColumn(toBytesBinary(args[3]));
      table.put(new Put(toBytesBinary(args[2])).addColumn(column[0], column[1], toBytesBinary(args[4])));
    }
  }

  static long count(Connection connection, TableName name) throws Exception {
    var keysOnly = new Scan().setFilter(new FirstKeyOnlyFilter()).setCaching(1000);
    long rows = 0;
    try (var table = connection.getTable(name); var scanner = table.getScanner(keysOnly)) {
      for (var row : scanner) rows++;
    }
    return rows;
  }

  static void scan(Connection connection, TableName name) throws Exception {
    try (var table = connection.getTable(name); var scanner = table.getScanner(new Scan())) {
      for (var row : scanner) {
        for (Cell cell : row.rawCells()) {
          System.out.println(String.join("\t", toStringBinary(CellUtil.cloneRow(cell)),
              toStringBinary(CellUtil.cloneFamily(cell)) + ":" + toStringBinary(CellUtil.cloneQualifier(cell)),
              Long.toString(cell.getTimestamp()), toStringBinary(CellUtil.cloneValue(cell))));
        }
      }
    }
  }

  /** Closes every region and opens it again: where there is one server, there is no other place to move it to. */
  static void move(Admin admin, TableName table) throws Exception {
    for (var region : admin.getRegions(table)) {
      admin.unassign(region.getRegionName(), true);
      admin.assign(region.getRegionName());
    }
  }

  /** Leaves no room in a table that has rows, and returns when its servers take no more of them. */
  static void fill(Admin admin, TableName table) throws Exception {
    admin.setQuota(QuotaSettingsFactory.limitTableSpace(table, 1, SpaceViolationPolicy.NO_INSERTS));
    admin.flush(table);
    for (var server : admin.getRegionServers()) {
      while (!isFull(admin.getRegionServerSpaceQuotaSnapshots(server).get(table))) Thread.sleep(100);
    }
  }

  static boolean isFull(SpaceQuotaSnapshotView quota) {
    return quota != null && quota.getQuotaStatus().isInViolation();
  }

  /** Splits the region that holds the row, and returns when both halves are served. */
  static void split(Connection connection, Admin admin, TableName table, byte[] row) throws Exception {
    try (var locator = connection.getRegionLocator(table)) {
      var region = locator.getRegionLocation(row, true).getRegion();
      admin.splitRegionAsync(region.getRegionName(), row).get();
    }
  }
}
