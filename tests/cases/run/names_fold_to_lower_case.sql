CREATE TABLE Things (Id BIGINT, "Mixed" TEXT) WITH (connector = 'case');
SELECT ID, "Mixed", mixed AS again, THINGS.id AS qualified, `id` AS ticked FROM things;
---- input things
{"id":1,"Mixed":"x","mixed":"not read"}
---- output
{"id":1,"Mixed":"x","again":"x","qualified":1,"ticked":1}
