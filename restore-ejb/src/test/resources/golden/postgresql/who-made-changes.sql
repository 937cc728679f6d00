SELECT id::text, session_user_name, application, host(client), actor, request, release
FROM tillback.journal_transaction
WHERE id = ANY (?::text[]::xid8[])
