SELECT DISTINCT persons.id, name, persons.datetime / 10000000000 * 10000000000 FROM persons, auctions
WHERE persons.id = seller AND persons.datetime / 10000000000 = auctions.datetime / 10000000000
