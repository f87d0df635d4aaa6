#!/bin/sh
# Run by the service `certificates` of docker-compose.yml, in Elasticsearch's image, as root: makes a certificate
# authority and Elasticsearch's certificate where they are missing, and gives the folders to who needs them.
# Running it again changes nothing. For new certificates remove the files from the volume first.
set -eu

keys=/certificates     # for Elasticsearch alone
authority=/authority   # ca.crt, for all who verify
days=1095

if [ ! -s "$keys/ca/ca.key" ]; then
    rm -rf "$keys/ca"
    bin/elasticsearch-certutil ca --silent --pem --days "$days" --out "$keys/ca.zip"
    unzip -q -o "$keys/ca.zip" -d "$keys"
    rm "$keys/ca.zip"
fi
if [ ! -s "$keys/elasticsearch/elasticsearch.key" ]; then
    rm -rf "$keys/elasticsearch"
    bin/elasticsearch-certutil cert --silent --pem --days "$days" --out "$keys/node.zip" \
        --ca-cert "$keys/ca/ca.crt" --ca-key "$keys/ca/ca.key" \
        --name elasticsearch --dns elasticsearch,localhost --ip 127.0.0.1
    unzip -q -o "$keys/node.zip" -d "$keys"
    rm "$keys/node.zip"
fi

# Elasticsearch runs as user 1000 of group 0.
chown -R root:0 "$keys"
find "$keys" -type d -exec chmod 750 {} +
find "$keys" -type f -exec chmod 640 {} +
chmod 600 "$keys/ca/ca.key"
chown 1000:0 /snapshots
cp "$keys/ca/ca.crt" "$authority/ca.crt"
chmod 755 "$authority"
chmod 644 "$authority/ca.crt"
