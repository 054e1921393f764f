package io.gatehouse.engine.rocks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** A store that is open, with the handles of its families. {@link Database} alone touches them, and closes them. */
record OpenFiles(RocksDB rocks, Map<ColumnFamily, ColumnFamilyHandle> families) {
    private static final List<ColumnFamily> ALL = Arrays.asList(ColumnFamily.values());

    /** With every family, made where it is new. */
    static OpenFiles open(Path folder, NativeOptions options) throws RocksDBException {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB rocks = RocksDB.open(options.database(), folder.toString(), descriptors(ALL, options), handles);
        return new OpenFiles(rocks, byFamily(ALL, handles));
    }

    /** With the families that are there; nothing is changed. */
    static OpenFiles openReadOnly(Path folder, NativeOptions options) throws RocksDBException {
        List<ColumnFamily> present = StoreFolder.familiesIn(folder);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB rocks =
                RocksDB.openReadOnly(options.database(), folder.toString(), descriptors(present, options), handles);
        return new OpenFiles(rocks, byFamily(present, handles));
    }

    private static List<ColumnFamilyDescriptor> descriptors(List<ColumnFamily> families, NativeOptions options) {
        return families.stream()
                .map(family -> new ColumnFamilyDescriptor(family.nameBytes(), options.family(family)))
                .toList();
    }

    private static Map<ColumnFamily, ColumnFamilyHandle> byFamily(
            List<ColumnFamily> families, List<ColumnFamilyHandle> handles) {
        Map<ColumnFamily, ColumnFamilyHandle> all = new EnumMap<>(ColumnFamily.class);
        Iterator<ColumnFamilyHandle> opened = handles.iterator(); // in the order of the descriptors
        families.forEach(family -> all.put(family, opened.next()));
        return all;
    }
}
