#!/bin/sh
# Run by the service `accounts` of docker-compose.yml, in Elasticsearch's image: roles and users, each with what it
# needs and no more. Running it again sets them, and their passwords, to what they should be.
#
#   presswatch         the program: reads and writes its own indices, deletes months (retention), swaps the index of rules
#   presswatch-setup   `presswatch engine setup`, `engine reindex` and `kibana setup`: templates, aliases, saved objects
#   desk               people in Kibana: read articles, alerts, deliveries, sources
set -eu

# put PATH BODY: to Elasticsearch as its superuser; ends the script with the answer when that isn't a success.
put() {
    if ! answer=$(curl --silent --show-error --fail-with-body --cacert "${ELASTICSEARCH_CA:-}" \
        --user "elastic:$ELASTIC_PASSWORD" --header 'Content-Type: application/json' \
        --request PUT "$ELASTICSEARCH_URL/_security/$1" --data-binary "$2"); then
        echo "accounts: $1 was refused: $answer" >&2
        exit 1
    fi
}

put role/presswatch '{
  "cluster": ["monitor"],
  "indices": [
    {"names": ["articles", "articles-*", "presswatch-*"],
     "privileges": ["read", "write", "create_index", "view_index_metadata", "maintenance"]},
    {"names": ["articles-*", "presswatch-articles-*"], "privileges": ["delete_index"]},
    {"names": ["presswatch-rules", "presswatch-rules-*"], "privileges": ["manage"]}
  ]
}'
put role/presswatch-setup '{
  "cluster": ["monitor", "manage_index_templates", "manage_ilm"],
  "indices": [
    {"names": ["articles", "articles-*", "presswatch-*"], "privileges": ["read", "write", "manage"]}
  ]
}'
put role/presswatch-desk '{
  "indices": [
    {"names": ["articles", "articles-*", "presswatch-alerts", "presswatch-deliveries", "presswatch-sources"],
     "privileges": ["read", "view_index_metadata"]}
  ],
  "applications": [{"application": "kibana-.kibana", "privileges": ["read"], "resources": ["*"]}]
}'

# user NAME PASSWORD ROLES. Passwords are letters and digits (.env.example), so they can stand in JSON as they are.
user() {
    put "user/$1" "{\"password\": \"$2\", \"roles\": [$3]}"
}

user presswatch "$PRESSWATCH_PASSWORD" '"presswatch"'
user presswatch-setup "$SETUP_PASSWORD" '"presswatch-setup", "kibana_admin"'
user desk "$DESK_PASSWORD" '"presswatch-desk"'
put user/kibana_system/_password "{\"password\": \"$KIBANA_PASSWORD\"}"
