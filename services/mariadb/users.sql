-- Run at every start. The password of a user is the user's name and "-secret".
CREATE DATABASE IF NOT EXISTS weir CHARACTER SET utf8mb4;
CREATE DATABASE IF NOT EXISTS test CHARACTER SET utf8mb4;
CREATE DATABASE IF NOT EXISTS closed CHARACTER SET utf8mb4;

-- May do everything.
ALTER USER 'root'@'localhost' IDENTIFIED BY 'root-secret';
CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY 'root-secret';
GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;

-- Has every right on two databases (the second is the one of the connector document), and none on the other.
CREATE OR REPLACE USER 'weir'@'127.0.0.1' IDENTIFIED BY 'weir-secret';
GRANT ALL ON weir.* TO 'weir'@'127.0.0.1';
GRANT ALL ON test.* TO 'weir'@'127.0.0.1';

-- May read, but not write or create.
CREATE OR REPLACE USER 'reader'@'127.0.0.1' IDENTIFIED BY 'reader-secret';
GRANT SELECT ON weir.* TO 'reader'@'127.0.0.1';

-- May log in, and nothing else.
CREATE OR REPLACE USER 'stranger'@'127.0.0.1' IDENTIFIED BY 'stranger-secret';

-- As weir, but turned away without TLS.
CREATE OR REPLACE USER 'tls'@'127.0.0.1' IDENTIFIED BY 'tls-secret' REQUIRE SSL;
GRANT ALL ON weir.* TO 'tls'@'127.0.0.1';
