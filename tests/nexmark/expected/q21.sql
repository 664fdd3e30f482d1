SELECT auction, bidder, price, channel, CASE channel
    WHEN 'Apple' THEN '0' WHEN 'Google' THEN '1' WHEN 'Facebook' THEN '2' WHEN 'Baidu' THEN '3'
    ELSE substr(url, instr(url, '&channel_id=') + 12) END
FROM bids WHERE instr(url, '&channel_id=') > 0 OR channel IN ('Apple', 'Google', 'Facebook', 'Baidu')
