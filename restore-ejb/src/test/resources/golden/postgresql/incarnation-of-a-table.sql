SELECT c.oid || '/' || pg_relation_filenode(c.oid),
       (SELECT count(*)
        FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND (pg_identify_object_as_address('pg_class'::regclass, c.oid, a.attnum)).object_names[3]
            IS DISTINCT FROM a.attname)
FROM pg_class c
WHERE c.oid = E'"Select"."a ""b"".c\\''; --"'::regclass
