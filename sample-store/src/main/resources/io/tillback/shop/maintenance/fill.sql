-- The same sizes and seed give the same rows on every server: each choice is drawn from a hash of the seed, of what is
-- chosen and of the row's number. Sizes and seed come as settings of the transaction, fill.sellers and so on.
-- OFFSET 0 keeps a draw from being made again wherever it is used. Constraints and triggers stay on, as for any other
-- writer: the store may be protected already.

SET LOCAL work_mem = '64MB';

CREATE OR REPLACE FUNCTION pg_temp.size(what text) RETURNS bigint STABLE LANGUAGE sql AS $$
  SELECT current_setting('fill.' || what)::bigint
$$;

-- Uniform in [0, 1).
CREATE OR REPLACE FUNCTION pg_temp.draw(what text, n bigint) RETURNS double precision STABLE LANGUAGE sql AS $$
  SELECT (hashint8extended(n, hashtextextended(what COLLATE "C", current_setting('fill.seed')::bigint)) & 4294967295) / 4294967296.0::double precision
$$;

CREATE OR REPLACE FUNCTION pg_temp.pick(choices text[], drawn double precision) RETURNS text IMMUTABLE LANGUAGE sql AS $$
  SELECT choices[1 + floor(drawn * cardinality(choices))::integer]
$$;

CREATE OR REPLACE FUNCTION pg_temp.slug(title text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
  SELECT replace(lower(title), ' ', '-')
$$;

-- Two years that end on a fixed date; passed runs from 0 to 1.
CREATE OR REPLACE FUNCTION pg_temp.moment(passed double precision) RETURNS timestamptz STABLE LANGUAGE sql AS $$
  SELECT date_trunc('second', timestamptz '2024-06-30 00:00:00+00' + passed * interval '17520 hours', 'UTC')
$$;

CREATE TEMPORARY TABLE words ON COMMIT DROP AS
SELECT
  '{Autumn,Winter,Spring,Summer,Midnight,Golden,Rustic,Modern,Vintage,Quiet,Botanical,Coastal,Urban,Nordic,Pastel,Neon,Paper,Velvet,Linen,Electric}'::text[] AS moods,
  '{Forest,Harbor,Meadow,Mountain,Garden,City,Kitchen,Library,Ocean,Desert,Orchard,Railway,Market,Planet,Festival,Wedding,Classroom,Workshop,Cinema,Bakery}'::text[] AS subjects,
  '{Pack,Font,Brush Set,Pattern,Template,Icon Set,Sound Kit,Preset Bundle,Sewing Pattern,Workbook}'::text[] AS kinds,
  '{zip,otf,abr,pdf,zip,svg,wav,xmp,pdf,pdf}'::text[] AS extensions,
  '{Alder,Birch,Cedar,Juniper,Hazel,Maple,Willow,Rowan,Fern,Clover,Heron,Swallow,Otter,Fox,Badger,Copper,Ink,Chalk,Marble,Ember,Harbor,Lantern,Compass,Thimble,Teapot}'::text[] AS signs,
  '{& Daughters,Type Foundry,Paper Co,Studio,Sound Works,Press,Design,Patterns,Workshop,Collective,Printables,Pixels}'::text[] AS trades,
  '{ada,ben,carla,deniz,emil,fatima,george,hanna,ivan,julia,kenji,lena,marco,nadia,olga,pavel,quinn,rosa,samir,tessa,ugo,vera,wanda,yusuf}'::text[] AS first_names,
  '{adler,baker,costa,dubois,eriksen,fischer,garcia,hughes,ito,jansen,kowalski,lindqvist,moreau,novak,okafor,patel,rossi,silva,tanaka,weber}'::text[] AS last_names;

INSERT INTO shop.seller (id, name, email, country, joined_at, payout_type)
SELECT
  n,
  named.name,
  regexp_replace(lower(named.name), '[^a-z]+', '-', 'g') || '-' || n || '@sellers.example',
  pg_temp.pick('{US,US,US,GB,GB,DE,DE,FR,NL,SE,JP,BR}', pg_temp.draw('country', n)),
  pg_temp.moment((n - 1) / pg_temp.size('sellers')::double precision) - interval '30 days',
  pg_temp.pick('{bank,bank,bank,paypal,paypal,card,NULL}', pg_temp.draw('payout', n))
FROM words
CROSS JOIN generate_series(1, pg_temp.size('sellers')) AS n
CROSS JOIN LATERAL (
  SELECT pg_temp.pick(signs, pg_temp.draw('sign', n)) || ' ' || pg_temp.pick(trades, pg_temp.draw('trade', n)) AS name
  OFFSET 0
) AS named;

INSERT INTO shop.product
  (id, seller_id, sku, title, description, price, currency, file_name, active, created_at, updated_at, attributes)
SELECT
  n,
  seller.id,
  upper(left(kind, 2)) || '-' || lpad(n::text, 6, '0'),
  title,
  title || ' by ' || seller.name || '. ' || pg_temp.pick(
    '{Instant download.,Personal and commercial use.,Includes free updates.,Made by hand and scanned at 600 dpi.,Print at home.}',
    pg_temp.draw('blurb', n)),
  2 + floor(60 * power(pg_temp.draw('price', n), 3)) + (pg_temp.pick('{0.00,0.50,0.99}', pg_temp.draw('cents', n)))::numeric,
  CASE WHEN seller.country IN ('US', 'JP', 'BR') THEN 'USD' WHEN seller.country = 'GB' THEN 'GBP' WHEN seller.country = 'SE' THEN 'SEK' ELSE 'EUR' END,
  pg_temp.slug(title) || '.' || extension,
  pg_temp.draw('active', n) < 0.93,
  pg_temp.moment(passed),
  pg_temp.moment(passed + (1 - passed) * power(pg_temp.draw('updated', n), 4)),
  jsonb_build_object(
    'format', extension,
    'sizeMb', 1 + floor(400 * power(pg_temp.draw('size', n), 2)),
    'license', pg_temp.pick('{personal,commercial,extended}', pg_temp.draw('license', n)))
FROM words
CROSS JOIN generate_series(1, pg_temp.size('products')) AS n
CROSS JOIN LATERAL (
  SELECT
    (n - 1) / pg_temp.size('products')::double precision AS passed,
    1 + floor(cardinality(kinds) * pg_temp.draw('kind', n))::integer AS kind_no
  OFFSET 0
) AS drawn
CROSS JOIN LATERAL (
  SELECT
    kinds[kind_no] AS kind,
    extensions[kind_no] AS extension,
    pg_temp.pick(moods, pg_temp.draw('mood', n)) || ' ' || pg_temp.pick(subjects, pg_temp.draw('subject', n))
      || ' ' || kinds[kind_no] || ' ' || (1 + floor(9 * pg_temp.draw('volume', n))) AS title
  OFFSET 0
) AS named
-- A few sellers have most of the products, and none has any before joining.
JOIN shop.seller
  ON seller.id = 1 + floor(power(pg_temp.draw('seller', n), 1.6) * ceil((passed + 1e-9) * pg_temp.size('sellers')));

-- What each seller offers, oldest first.
CREATE TEMPORARY TABLE shelf ON COMMIT DROP AS
SELECT
  id AS product_id,
  seller_id,
  row_number() OVER (PARTITION BY seller_id ORDER BY id) AS place,
  price
FROM shop.product;

CREATE UNIQUE INDEX ON shelf (product_id);
CREATE UNIQUE INDEX ON shelf (seller_id, place);
ANALYZE shelf;

-- Growing sales, older products sell more, seven of ten orders have one line. Nothing is sold before it exists: the other
-- lines are the seller's next older products.
CREATE TEMPORARY TABLE draft ON COMMIT DROP AS
SELECT
  n AS id,
  passed,
  shelf.seller_id,
  shelf.place,
  least(shelf.place, CASE WHEN lines < 0.70 THEN 1 WHEN lines < 0.88 THEN 2 ELSE 3 + floor((lines - 0.88) * 50) END) AS lines
FROM generate_series(1, pg_temp.size('orders')) AS n
CROSS JOIN LATERAL (
  SELECT
    power(n / pg_temp.size('orders')::double precision, 0.7) AS passed,
    pg_temp.draw('lines', n) AS lines
  OFFSET 0
) AS drawn
JOIN shelf ON shelf.product_id = 1 + floor(power(pg_temp.draw('product', n), 1.5) * passed * pg_temp.size('products'))::bigint;

CREATE TEMPORARY TABLE draft_line ON COMMIT DROP AS
SELECT
  draft.id AS order_id,
  line_no,
  shelf.product_id,
  CASE WHEN pg_temp.draw('quantity' || line_no, draft.id) < 0.92 THEN 1 ELSE 2 + draft.id % 4 END AS quantity,
  shelf.price AS unit_price
FROM draft
CROSS JOIN LATERAL generate_series(1, draft.lines::integer) AS line_no
JOIN shelf ON shelf.seller_id = draft.seller_id AND shelf.place = draft.place - line_no + 1;

INSERT INTO shop.orders (id, seller_id, buyer_email, status, placed_at, total)
SELECT
  draft.id,
  draft.seller_id,
  pg_temp.pick(first_names, pg_temp.draw('first', buyer)) || '.' || pg_temp.pick(last_names, pg_temp.draw('last', buyer))
    || buyer || '@buyers.example',
  CASE WHEN fate < 0.95 THEN 'paid' WHEN fate < 0.98 THEN 'refunded' ELSE 'cancelled' END,
  pg_temp.moment(draft.passed),
  priced.total
FROM words
CROSS JOIN draft
CROSS JOIN LATERAL (
  SELECT
    1 + floor(power(pg_temp.draw('buyer', draft.id), 2) * pg_temp.size('orders') / 3)::bigint AS buyer,
    pg_temp.draw('fate', draft.id) AS fate
  OFFSET 0
) AS drawn
JOIN (
  SELECT
    order_id,
    sum(quantity * unit_price) AS total
  FROM draft_line
  GROUP BY order_id
) AS priced ON priced.order_id = draft.id
ORDER BY draft.id;

INSERT INTO shop.order_line (order_id, line_no, product_id, quantity, unit_price)
SELECT order_id, line_no, product_id, quantity, unit_price
FROM draft_line
ORDER BY order_id, line_no;

INSERT INTO shop.tag (id, code, label)
VALUES (1, 'DC', 'Design Collective');

INSERT INTO shop.tag (id, code, label)
SELECT
  1 + row_number() OVER (ORDER BY shuffled),
  pg_temp.slug(mood || ' ' || subject),
  mood || ' ' || subject
FROM (
  SELECT
    mood,
    subject,
    md5(current_setting('fill.seed') || mood || subject) COLLATE "C" AS shuffled
  FROM words
  CROSS JOIN unnest(moods) AS mood
  CROSS JOIN unnest(subjects) AS subject
  ORDER BY shuffled
  LIMIT 299
) AS chosen;

-- Up to four tags a product, the first ones most often.
INSERT INTO shop.product_tag (product_id, tag_id)
SELECT DISTINCT
  n,
  1 + floor(300 * power(pg_temp.draw('tag' || k, n), 2))::bigint AS tag_id
FROM generate_series(1, pg_temp.size('products')) AS n
CROSS JOIN LATERAL generate_series(1, floor(5 * pg_temp.draw('tags', n))::integer) AS k
ORDER BY 1, 2;

-- One campaign for every second seller; every tenth one runs for the tag DC.
INSERT INTO shop.campaign (id, seller_id, name, starts_at, ends_at, tag_id, budget, trigger)
SELECT
  n,
  1 + (2 * (n - 1)) % pg_temp.size('sellers'),
  pg_temp.pick(moods, pg_temp.draw('campaign', n)) || ' '
    || pg_temp.pick('{Sale,Launch,Bundle Week,Clearance,Preview}', pg_temp.draw('occasion', n)),
  pg_temp.moment(starts),
  pg_temp.moment(starts) + (7 + floor(21 * pg_temp.draw('days', n))) * interval '24 hours',
  CASE
    WHEN n % 10 = 1 THEN 1
    WHEN pg_temp.draw('tagged', n) < 0.7 THEN 2 + floor(299 * pg_temp.draw('campaign tag', n))::bigint
  END,
  50 * (1 + floor(100 * power(pg_temp.draw('budget', n), 3))),
  'last order within ' || 7 * (1 + floor(8 * pg_temp.draw('trigger', n))) || ' days'
FROM words
CROSS JOIN generate_series(1, (pg_temp.size('sellers') + 1) / 2) AS n
CROSS JOIN LATERAL (SELECT pg_temp.draw('starts', n) AS starts OFFSET 0) AS drawn;

INSERT INTO shop.campaign_product (campaign_id, product_id, discount)
SELECT
  campaign.id,
  shelf.product_id,
  5 * (1 + floor(10 * pg_temp.draw('discount' || campaign.id, shelf.product_id)))
FROM shop.campaign
JOIN shelf ON shelf.seller_id = campaign.seller_id AND shelf.place <= 2 + campaign.id % 11
ORDER BY 1, 2;

SELECT setval(pg_get_serial_sequence('shop.seller', 'id'), max(id)) FROM shop.seller;
SELECT setval(pg_get_serial_sequence('shop.product', 'id'), max(id)) FROM shop.product;
SELECT setval(pg_get_serial_sequence('shop.orders', 'id'), max(id)) FROM shop.orders;
SELECT setval(pg_get_serial_sequence('shop.tag', 'id'), max(id)) FROM shop.tag;
SELECT setval(pg_get_serial_sequence('shop.campaign', 'id'), max(id)) FROM shop.campaign;

ANALYZE shop.seller, shop.product, shop.orders, shop.order_line, shop.tag, shop.product_tag, shop.campaign, shop.campaign_product;
