SELECT name, city, state, auctions.id FROM persons, auctions
WHERE seller = persons.id AND category = 10 AND state IN ('OR', 'ID', 'CA')
