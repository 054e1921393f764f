package io.gatehouse.engine.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBatch;

final class BatchBytesTest {
    @TempDir
    private Path folder;

    @Test
    void the_same_changes_are_the_same_bytes_as_rocksdb_makes_of_them() throws Exception {
        RocksDB.loadLibrary();
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (Options options = new Options().setCreateIfMissing(true);
                ColumnFamilyOptions plain = new ColumnFamilyOptions();
                RocksDB rocks = RocksDB.open(options, folder.toString())) {
            List<ColumnFamilyHandle> families = new ArrayList<>();
            families.add(rocks.getDefaultColumnFamily());
            for (int i = 1; i < 4; i++) {
                families.add(rocks.createColumnFamily(new ColumnFamilyDescriptor(new byte[] {'f', (byte) i}, plain)));
            }
            BatchBytes ours = new BatchBytes();
            for (int round = 0; round < 20; round++) {
                ours.clear();
                try (WriteBatch theirs = new WriteBatch()) {
                    for (int i = random.nextInt(200); i >= 0; i--) {
                        change(random, families.get(random.nextInt(families.size())), ours, theirs);
                    }
                    assertThat(ours.toBytes()).as("seed %d", seed).isEqualTo(theirs.data());
                }
            }
            families.forEach(ColumnFamilyHandle::close);
        }
    }

    private static void change(Random random, ColumnFamilyHandle family, BatchBytes ours, WriteBatch theirs)
            throws Exception {
        byte[] key = new byte[random.nextInt(300)];
        random.nextBytes(key);
        byte[] other = new byte[random.nextInt(4) == 0 ? random.nextInt(40_000) : random.nextInt(20)];
        random.nextBytes(other);
        switch (random.nextInt(3)) {
            case 0 -> {
                ours.put(family.getID(), key, other);
                theirs.put(family, key, other);
            }
            case 1 -> {
                ours.delete(family.getID(), key);
                theirs.delete(family, key);
            }
            default -> {
                ours.deleteRange(family.getID(), key, other);
                theirs.deleteRange(family, key, other);
            }
        }
    }
}
